package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegressionSummaryTest {
  @Test
  void printsAnAlignedTable() {
    RegressionSummary summary =
        new RegressionSummary(
            36,
            34,
            List.of(
                new RegressionSummary.Row(
                    "intercept", -0.26, 0.232818234, -1.12673, 0.26775, -0.262323073774),
                new RegressionSummary.Row(
                    "x1", 1.00211681802, 0.000429796848, 2331.606, 0, 1.00211681802)),
            0.999993745883712,
            0.99999356193912,
            0.884796396144373);

    assertEquals(
        """
                   coefficient    std. error       t  p value  closed form  difference
        ------------------------------------------------------------------------------
        intercept   -0.2600000     0.2328182  -1.127    0.268   -0.2623231      0.0023
        x1            1.002117  0.0004297968    2332  < 1e-16     1.002117           0

        R² 0.9999937, adjusted 0.9999936; residual standard deviation 0.8847964 on 34 degrees of freedom (36 rows)
        """,
        summary.toString());
  }

  @Test
  void printsVeryLargeAndVerySmallNumbersWithAnExponent() {
    RegressionSummary.Row row =
        new RegressionSummary.Row(
            "x1", 1.5e12, 2.5e-7, Double.POSITIVE_INFINITY, 1e-9, -3482258.63);
    String line =
        new RegressionSummary(3, 1, List.of(row), 1, 1, 0).toString().lines().toList().get(2);

    assertEquals(
        List.of(
            "x1", "1.500000e+12", "2.500000e-07", "Infinity", "1.00e-09", "-3482259", "1.5e+12"),
        List.of(line.trim().split(" +")));
  }
}
