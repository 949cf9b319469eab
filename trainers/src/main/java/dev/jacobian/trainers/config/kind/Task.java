package dev.jacobian.trainers.config.kind;

/** What a model's outputs are, which follows from the loss. */
public enum Task {
  /** Numbers: one output per target column. */
  REGRESSION,
  /** Two classes: one output, the logit of the second. */
  BINARY,
  /** Classes: one logit each. */
  CLASSES
}
