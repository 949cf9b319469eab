package dev.jacobian.models.dl4j;

/** What becomes of the labels of a DL4J data set. */
public enum Targets {
  /**
   * One-hot rows {@code [n, classes]} become int64 class indices {@code [n]}, as {@code
   * CrossEntropyLoss} wants them.
   */
  CLASS_INDEX,
  /** Labels stay as they are, such as the numbers of a regression or one-hot rows. */
  AS_GIVEN
}
