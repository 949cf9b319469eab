package dev.jacobian.trainers.config.kind;

/** How rows are chosen that are held out, or that make a fold. */
public enum SplitKind {
  /** Each row for itself. */
  RANDOM,
  /** So that each class has its share. */
  STRATIFIED,
  /** Groups of rows together. */
  GROUP,
  /** The last rows, in the order that they lie in. */
  END
}
