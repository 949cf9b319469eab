package dev.jacobian.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFunctionTest {

  /** Values with 20 digits from a computation in 40. */
  @ParameterizedTest
  @CsvSource({
    "1e-300, 1.1283791670955125739e-300",
    "1e-8, 1.1283791670955125363e-8",
    "0.1, 0.11246291601828489220",
    "0.5, 0.52049987781304653768",
    "0.869, 0.78091004139388227081",
    "0.871, 0.78196872852979679447",
    "1, 0.84270079294971486934",
    "1.5, 0.96610514647531072707",
    "2, 0.99532226501895273416",
    "3, 0.99997790950300141456",
    "4, 0.99999998458274209972",
    "5, 0.99999999999846254021",
    "5.9, 0.99999999999999992810"
  })
  void valuesOfATable(double x, double expected) {
    assertEquals(expected, ErrorFunction.of(x), 1.5 * Math.ulp(expected));
    assertEquals(-expected, ErrorFunction.of(-x), 1.5 * Math.ulp(expected));
  }

  @Test
  void agreesWithAnotherImplementation() {
    int seen = 0;
    for (double x = -7; x <= 7; x += 0.00317) {
      double expected = Erf.erf(x);
      assertEquals(expected, ErrorFunction.of(x), 4e-15 * Math.abs(expected), "erf of " + x);
      seen++;
    }
    assertTrue(seen > 4000);
  }

  @Test
  void extremes() {
    assertEquals(1, ErrorFunction.of(Double.POSITIVE_INFINITY));
    assertEquals(-1, ErrorFunction.of(Double.NEGATIVE_INFINITY));
    assertEquals(1, ErrorFunction.of(Double.MAX_VALUE));
    assertEquals(Double.doubleToLongBits(-0.0), Double.doubleToLongBits(ErrorFunction.of(-0.0)));
    assertTrue(Double.isNaN(ErrorFunction.of(Double.NaN)));
  }
}
