package dev.jacobian.trainers.config.kind;

/** Which training rows an epoch has, where that is not each of them once. */
public enum SamplerKind {
  /** As many as there are, drawn so that each class comes as often as any other. */
  BALANCED
}
