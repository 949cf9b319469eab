package dev.jacobian.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The complement of the error function where that is nearly 1, by mpmath with 30 digits. */
class ErfcTest {
  @ParameterizedTest
  @CsvSource({
    "0.125, 0.85968379519866618261",
    "0.5, 0.47950012218695346232",
    "1, 0.15729920705028513066",
    "2.5, 0.00040695201744495893956",
    "4, 1.5417257900280018852e-8",
    "6, 2.1519736712498913117e-17",
    "9.25, 4.2020372149197111345e-39",
    "13, 1.7395573154667245218e-75",
    "20, 5.3958656116079009289e-176",
    "26, 5.6631924088561428465e-296"
  })
  void theTailKeepsItsRelativeAccuracy(double x, double expected) {
    assertEquals(expected, Tensor.of(new double[] {x}).erfc().item(), 8 * Math.ulp(expected));
    float narrow = (float) expected;
    assertEquals(narrow, Tensor.of((float) x).erfc().item(), Math.ulp(narrow));
    assertEquals(2 - expected, Tensor.of(new double[] {-x}).erfc().item(), 8 * Math.ulp(2.0));
  }

  @Test
  void theEndsAreExact() {
    double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, Double.NaN, 1e300};
    assertArrayEquals(
        new double[] {0, 2, 1, Double.NaN, 0}, Tensor.of(ends).erfc().toDoubleArray());
  }
}
