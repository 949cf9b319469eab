package dev.jacobian.trainers.config.kind;

/**
 * Which columns are shifted and scaled to mean 0 and standard deviation 1, by the training rows'
 * statistics.
 */
public enum StandardizeKind {
  /** None. */
  NONE,
  /** The features. */
  FEATURES,
  /**
   * The features and the targets; regression only. Scores and predictions stay in the data's own
   * units.
   */
  ALL
}
