package dev.jacobian.trainers.config.kind;

import dev.jacobian.data.table.MissingValues;

/** What is done about a missing value of a CSV file. */
public enum MissingKind {
  /** It is an error. */
  ERROR,
  /** A missing feature becomes the mean of the feature's values in the training rows. */
  MEAN,
  /** The row is left out. */
  DROP_ROW;

  /** Returns how such a file is read; means are filled in when it is known which rows train. */
  public MissingValues reading() {
    return switch (this) {
      case ERROR -> MissingValues.ERROR;
      case MEAN -> MissingValues.NAN;
      case DROP_ROW -> MissingValues.DROP_ROW;
    };
  }
}
