package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NistDataTest {
  private static final double NINE_DIGITS = 5e-10;

  @ParameterizedTest
  @EnumSource
  void typedTableReproducesCertifiedValuesToNineDigits(NistData data) {
    OLSMultipleLinearRegression ols = new OLSMultipleLinearRegression();
    ols.newSampleData(data.targets(), data.features());

    assertRelative(data.coefficients(), ols.estimateRegressionParameters());
    assertRelative(data.standardErrors(), ols.estimateRegressionParametersStandardErrors());
    assertEquals(data.rSquared(), ols.calculateRSquared(), NINE_DIGITS);
    assertEquals(
        data.residualStandardDeviation(),
        ols.estimateRegressionStandardError(),
        NINE_DIGITS * data.residualStandardDeviation());
  }

  @Test
  void tablesHaveTheirSize() {
    assertEquals(36, NistData.NORRIS.features().length);
    assertEquals(1, NistData.NORRIS.features()[0].length);
    assertEquals(16, NistData.LONGLEY.features().length);
    assertEquals(6, NistData.LONGLEY.features()[0].length);
  }

  private static void assertRelative(double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], NINE_DIGITS * Math.abs(expected[i]), "value " + i);
    }
  }
}
