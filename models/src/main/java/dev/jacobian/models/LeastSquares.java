package dev.jacobian.models;

import dev.jacobian.shape.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/**
 * Ordinary least squares in closed form, and the statistics of a line fitted by other means.
 *
 * <p>How: QR of columns and targets less their means, if there is an intercept to take those up,
 * the columns scaled to one length. So columns of large numbers that differ little, such as time
 * stamps, lose no digits, and one threshold tells whether any of them depends on the others.
 */
final class LeastSquares {
  /**
   * Below this part of its own spread, what a feature adds to the others is rounding error. QR of
   * scaled columns in double precision is accurate to about 1e-13 times their number.
   */
  private static final double SINGULAR = 1e-9;

  /** Below this part of a column's size, its spread is the rounding of equal numbers. */
  private static final double CONSTANT = 1e-14;

  private final double[][] rows;
  private final double[] targets;
  private final boolean intercept;
  private final double[] shifts;
  private final double level;
  private final double[] scales;
  private final OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression(SINGULAR);

  /**
   * Takes the data.
   *
   * @param rows {@code [n][features]}
   * @param targets {@code [n]}
   * @throws DataException if there are not more rows than coefficients
   */
  LeastSquares(double[][] rows, double[] targets, boolean intercept) {
    int features = rows[0].length;
    int coefficients = features + (intercept ? 1 : 0);
    if (rows.length <= coefficients) {
      throw new DataException(
          "a summary of " + rows.length + " rows and " + coefficients + " coefficients",
          "more rows than coefficients, since the rest measures the error");
    }
    this.rows = rows;
    this.targets = targets;
    this.intercept = intercept;
    this.shifts = intercept ? means(rows, features) : new double[features];
    this.scales = scales(rows, shifts);
    regression.setNoIntercept(!intercept);
    this.level = intercept ? StatUtils.mean(targets) : 0;
    double[] shifted = Arrays.stream(targets).map(target -> target - level).toArray();
    regression.newSampleData(shifted, scaled(rows, shifts, scales));
  }

  private static double[] means(double[][] rows, int features) {
    double[] means = new double[features];
    for (int j = 0; j < features; j++) {
      int column = j;
      means[j] = StatUtils.mean(Arrays.stream(rows).mapToDouble(row -> row[column]).toArray());
    }
    return means;
  }

  /** Returns the lengths of the shifted columns; infinity for one that is constant. */
  private static double[] scales(double[][] rows, double[] shifts) {
    double[] scales = new double[shifts.length];
    for (int j = 0; j < scales.length; j++) {
      double squares = 0;
      double size = 0;
      for (double[] row : rows) {
        squares += (row[j] - shifts[j]) * (row[j] - shifts[j]);
        size = Math.max(size, Math.abs(row[j]));
      }
      double spread = Math.sqrt(squares);
      boolean isConstant = spread <= CONSTANT * size * Math.sqrt(rows.length);
      scales[j] = isConstant ? Double.POSITIVE_INFINITY : spread;
    }
    return scales;
  }

  private static double[][] scaled(double[][] rows, double[] shifts, double[] scales) {
    double[][] scaled = new double[rows.length][scales.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < scales.length; j++) {
        scaled[i][j] = (rows[i][j] - shifts[j]) / scales[j];
      }
    }
    return scaled;
  }

  /**
   * Returns the coefficients that minimise the sum of squared errors.
   *
   * @throws DataException if a feature is constant or a linear combination of others, so that there
   *     are many
   */
  LinearCoefficients solution() {
    double[] beta = unlessSingular(regression::estimateRegressionParameters);
    int first = intercept ? 1 : 0;
    double[] slopes = new double[scales.length];
    for (int j = 0; j < slopes.length; j++) {
      slopes[j] = beta[first + j] / scales[j];
    }
    return new LinearCoefficients(slopes, shifts, intercept ? level + beta[0] : 0);
  }

  /**
   * Returns the statistics of fitted coefficients beside the closed form.
   *
   * @param names one per feature
   */
  RegressionSummary summarize(LinearCoefficients fitted, List<String> names) {
    LinearCoefficients exact = solution();
    double[][] inverse = unlessSingular(regression::estimateRegressionParametersVariance);
    int degrees = rows.length - inverse.length;
    double residual = squaredErrors(fitted);
    double variance = residual / degrees;
    TDistribution student = new TDistribution(degrees);
    List<RegressionSummary.Row> table = new ArrayList<>();
    if (intercept) {
      double error = Math.sqrt(variance * interceptFactor(inverse));
      table.add(row("intercept", fitted.intercept(), error, exact.intercept(), student));
    }
    int first = table.size();
    for (int j = 0; j < scales.length; j++) {
      double error = Math.sqrt(variance * inverse[first + j][first + j]) / scales[j];
      table.add(row(names.get(j), fitted.slope(j), error, exact.slope(j), student));
    }
    double rSquared = 1 - residual / totalSquares();
    double adjusted = 1 - (1 - rSquared) * (rows.length - first) / degrees;
    return new RegressionSummary(
        rows.length, degrees, table, rSquared, adjusted, Math.sqrt(variance));
  }

  /** Returns the variance of the unshifted intercept, where the errors have variance 1. */
  private double interceptFactor(double[][] inverse) {
    double[] weights = new double[inverse.length];
    weights[0] = 1;
    for (int j = 0; j < shifts.length; j++) {
      weights[1 + j] = -shifts[j] / scales[j];
    }
    double factor = 0;
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < weights.length; j++) {
        factor += weights[i] * inverse[i][j] * weights[j];
      }
    }
    return factor;
  }

  private static RegressionSummary.Row row(
      String name, double coefficient, double error, double closedForm, TDistribution student) {
    double t = coefficient / error;
    double p = 2 * student.cumulativeProbability(-Math.abs(t));
    return new RegressionSummary.Row(name, coefficient, error, t, p, closedForm);
  }

  private double squaredErrors(LinearCoefficients line) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      double error = targets[i] - line.at(rows[i]);
      sum += error * error;
    }
    return sum;
  }

  /** Without an intercept the model to beat is 0, with one it is the mean. */
  private double totalSquares() {
    return intercept
        ? StatUtils.variance(targets) * (targets.length - 1)
        : StatUtils.sumSq(targets);
  }

  private static <T> T unlessSingular(Supplier<T> solve) {
    try {
      return solve.get();
    } catch (SingularMatrixException e) {
      throw new DataException(
          "a feature is constant, or a linear combination of the others and the intercept",
          "features that each add something",
          "leave one of them out",
          e);
    }
  }
}
