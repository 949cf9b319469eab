package dev.jacobian.data;

import java.util.Set;

/**
 * What is done about missing values of a CSV file. A number is missing if its cell is empty or one
 * of {@code NA}, {@code N/A}, {@code NaN}, {@code nan}, {@code null}, {@code NULL} and {@code ?}; a
 * class label only if its cell is empty. Spaces around do not count.
 */
public enum MissingValues {
  /** A missing value is an error that names its place. The default. */
  ERROR,
  /**
   * A missing feature is NaN, to be filled in by a {@link MeanImputer} that was fitted on the
   * training rows; a missing target is still an error, since nothing can be learnt from an invented
   * one.
   */
  NAN,
  /** A row with a missing value is left out. */
  DROP_ROW;

  private static final Set<String> MARKERS =
      Set.of("", "NA", "N/A", "NaN", "nan", "null", "NULL", "?");

  /** Returns whether a number's cell, without the spaces around it, stands for a missing value. */
  static boolean isMissing(String cell) {
    return MARKERS.contains(cell);
  }
}
