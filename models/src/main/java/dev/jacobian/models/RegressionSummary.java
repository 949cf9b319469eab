package dev.jacobian.models;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The statistics of a linear regression, as text a table. Standard errors, t and p values assume
 * independent errors of one normal distribution.
 *
 * @param rows number of rows that were fitted
 * @param degreesOfFreedom rows less coefficients
 * @param coefficients one per coefficient, the intercept first
 * @param rSquared the part of the target's variation that the model explains; without an intercept,
 *     of its sum of squares
 * @param adjustedRSquared R² corrected for the number of coefficients
 * @param residualStandardDeviation the standard deviation of the errors, in the target's unit
 */
public record RegressionSummary(
    int rows,
    int degreesOfFreedom,
    List<Row> coefficients,
    double rSquared,
    double adjustedRSquared,
    double residualStandardDeviation) {

  private static final int DIGITS = 7;
  private static final List<String> HEADER =
      List.of("", "coefficient", "std. error", "t", "p value", "closed form", "difference");

  /** Copies the list. */
  public RegressionSummary {
    coefficients = List.copyOf(coefficients);
  }

  /**
   * Returns the statistics of a line with an intercept, however it was found, on data.
   *
   * @param features {@code [n][features]}
   * @param targets {@code [n]}
   * @param names one per feature
   * @param intercept the line's constant term
   * @param slopes the line's coefficients, one per feature
   * @throws dev.jacobian.shape.DataException if there are not more rows than coefficients, or a
   *     feature is a linear combination of the others
   */
  public static RegressionSummary of(
      double[][] features,
      double[] targets,
      List<String> names,
      double intercept,
      double[] slopes) {
    return of(features, targets, names, new double[slopes.length], intercept, slopes);
  }

  /**
   * Returns the statistics of a line, as {@link #of(double[][], double[], List, double, double[])}
   * does, which is given by its value at a point: exact too where features are large numbers that
   * differ little, so that the intercept lies far away.
   *
   * @param centre a value of each feature, such as their means
   * @param level the line's value there
   */
  public static RegressionSummary of(
      double[][] features,
      double[] targets,
      List<String> names,
      double[] centre,
      double level,
      double[] slopes) {
    return new LeastSquares(features, targets, true)
        .summarize(new LinearCoefficients(slopes.clone(), centre.clone(), level), names);
  }

  /**
   * One coefficient.
   *
   * @param name the feature's name, or {@code intercept}
   * @param coefficient the value that training found
   * @param standardError its standard deviation over samples of data like this
   * @param tValue the coefficient in standard errors
   * @param pValue how likely a t value at least this far from 0 is where the true coefficient is 0
   * @param closedForm the value that least squares gives in closed form
   */
  public record Row(
      String name,
      double coefficient,
      double standardError,
      double tValue,
      double pValue,
      double closedForm) {

    /** Returns how far training ended from the closed form. */
    public double difference() {
      return coefficient - closedForm;
    }

    private List<String> cells() {
      return List.of(
          name,
          number(coefficient, DIGITS),
          number(standardError, DIGITS),
          number(tValue, 4),
          pValue < 1e-16 ? "< 1e-16" : number(pValue, 3),
          number(closedForm, DIGITS),
          number(difference(), 2));
    }
  }

  /** Returns the table, with a line on the whole model below it. */
  @Override
  public String toString() {
    List<List<String>> table = new ArrayList<>();
    table.add(HEADER);
    coefficients.forEach(row -> table.add(row.cells()));
    int[] widths = new int[HEADER.size()];
    for (List<String> line : table) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < table.size(); i++) {
      appendLine(text, table.get(i), widths);
      if (i == 0) {
        text.append("-".repeat(text.length() - 1)).append('\n');
      }
    }
    return text.append('\n')
        .append("R² ")
        .append(number(rSquared, DIGITS))
        .append(", adjusted ")
        .append(number(adjustedRSquared, DIGITS))
        .append("; residual standard deviation ")
        .append(number(residualStandardDeviation, DIGITS))
        .append(" on ")
        .append(degreesOfFreedom)
        .append(" degrees of freedom (")
        .append(rows)
        .append(" rows)\n")
        .toString();
  }

  private static void appendLine(StringBuilder text, List<String> cells, int[] widths) {
    text.append(String.format(Locale.ROOT, "%-" + widths[0] + "s", cells.get(0)));
    for (int i = 1; i < widths.length; i++) {
      text.append(String.format(Locale.ROOT, "  %" + widths[i] + "s", cells.get(i)));
    }
    text.append('\n');
  }

  /**
   * Returns a number with so many significant digits, plain unless it is very large or very small.
   */
  private static String number(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e9)) {
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    }
    return new BigDecimal(value).round(new MathContext(digits)).toPlainString();
  }
}
