package dev.jacobian.data.prepare;

import dev.jacobian.shape.DataException;
import java.util.Arrays;

/**
 * Running mean and variance of columns in float64. Each part's are computed in two passes and
 * merged into the rest's, all less the column's first value: so means of large numbers that differ
 * little are not rounded before they are compared. Source: Chan, Golub and LeVeque, "Updating
 * formulae and a pairwise algorithm for computing sample variances", 1979.
 */
final class ColumnMoments {
  private final String part;
  private final int columns;
  private final double[] shift;
  private final double[] mean;
  private final double[] squares;
  private final double[] smallest;
  private final double[] largest;
  private long rows;

  /**
   * Starts with no rows.
   *
   * @param part what the values are, for errors
   */
  ColumnMoments(String part, int columns) {
    this.part = part;
    this.columns = columns;
    this.shift = new double[columns];
    this.mean = new double[columns];
    this.squares = new double[columns];
    this.smallest = new double[columns];
    this.largest = new double[columns];
    Arrays.fill(smallest, Double.POSITIVE_INFINITY);
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
  }

  /** Adds whole rows in row-major order. */
  void add(double[] values) {
    int added = columns == 0 ? 0 : values.length / columns;
    if (rows == 0 && added > 0) {
      System.arraycopy(values, 0, shift, 0, columns);
    }
    for (int column = 0; column < columns; column++) {
      double sum = 0;
      for (int at = column; at < values.length; at += columns) {
        double value = values[at];
        if (!Double.isFinite(value)) {
          throw new DataException(
              "standardizer: the "
                  + part
                  + " have "
                  + value
                  + " at row "
                  + (rows + at / columns)
                  + ", column "
                  + column,
              "finite numbers",
              "drop or fill missing values first");
        }
        sum += value - shift[column];
        smallest[column] = Math.min(smallest[column], value);
        largest[column] = Math.max(largest[column], value);
      }
      double partMean = sum / added;
      double partSquares = 0;
      for (int at = column; at < values.length; at += columns) {
        double deviation = values[at] - shift[column] - partMean;
        partSquares += deviation * deviation;
      }
      merge(column, added, partMean, partSquares);
    }
    rows += added;
  }

  private void merge(int column, long added, double partMean, double partSquares) {
    double difference = partMean - mean[column];
    double share = (double) added / (rows + added);
    mean[column] += difference * share;
    squares[column] += partSquares + difference * difference * rows * share;
  }

  double[] means() {
    double[] means = new double[columns];
    for (int i = 0; i < columns; i++) {
      // The mean of equal values is that value, not what rounding makes of their sum.
      means[i] = smallest[i] == largest[i] ? smallest[i] : shift[i] + mean[i];
    }
    return means;
  }

  /** Returns the population's standard deviations; 1 where all values are equal. */
  double[] deviations() {
    double[] deviations = new double[columns];
    for (int i = 0; i < columns; i++) {
      double deviation = Math.sqrt(squares[i] / rows);
      deviations[i] = smallest[i] == largest[i] || deviation == 0 ? 1 : deviation;
    }
    return deviations;
  }
}
