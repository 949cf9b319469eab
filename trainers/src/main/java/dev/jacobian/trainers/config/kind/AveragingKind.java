package dev.jacobian.trainers.config.kind;

/** Averages of weights, as the configuration names them. */
public enum AveragingKind {
  /** The exponential average of each step's. */
  EMA,
  /** The plain average of those at the ends of epochs. */
  SWA
}
