package dev.jacobian.trainers.config.kind;

/** How categories become inputs of a model. */
public enum EncodingKind {
  /** An input for each category. */
  ONE_HOT,
  /** A vector for each category, which the model learns. */
  EMBEDDING
}
