package dev.jacobian.data;

import dev.jacobian.shape.DataException;

/** Means of the features over the values that are present, summed in the order of the rows. */
final class ColumnMeans {
  private final CsvColumns columns;
  private final double[] sums;
  private final long[] present;

  ColumnMeans(CsvColumns columns) {
    this.columns = columns;
    this.sums = new double[columns.features().size()];
    this.present = new long[sums.length];
  }

  /** Adds the rows of a part; NaN stands for a missing value. */
  void add(CsvPart part) {
    for (int row = 0; row < part.rows(); row++) {
      for (int column = 0; column < sums.length; column++) {
        double value = part.get(row, column);
        if (!Double.isNaN(value)) {
          sums[column] += value;
          present[column]++;
        }
      }
    }
  }

  /**
   * Returns the mean of each feature.
   *
   * @throws DataException if a feature has no value at all
   */
  double[] means() {
    double[] means = new double[sums.length];
    for (int column = 0; column < means.length; column++) {
      if (present[column] == 0) {
        int place = columns.features().get(column);
        throw new DataException(
            columns.file()
                + ", column "
                + (place + 1)
                + " '"
                + columns.names().get(place)
                + "': every value is missing, so there is no mean",
            "at least one value",
            "ignore the column");
      }
      means[column] = sums[column] / present[column];
    }
    return means;
  }
}
