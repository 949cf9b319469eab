package dev.jacobian.data.table;

/**
 * What is done about missing values of a CSV file: cells that are empty or one of the format's
 * {@linkplain dev.jacobian.data.column.CsvFormat#missingMarkers() markers}. That goes for numbers
 * and class labels alike; a label that is given by name is never missing.
 */
public enum MissingValues {
  /** A missing value is an error that names its place. The default. */
  ERROR,
  /**
   * A missing feature is NaN, to be filled in by a {@link dev.jacobian.data.prepare.SimpleImputer}
   * that was fitted on the training rows; a missing target is still an error, since nothing can be
   * learnt from an invented one.
   */
  NAN,
  /** A row with a missing value is left out. */
  DROP_ROW
}
