package dev.jacobian.trainers.config;

/** The optimizers that a configuration can name. */
public enum OptimizerKind {
  /** Stochastic gradient descent. */
  SGD,
  /** Adam. */
  ADAM,
  /** Adam with decoupled weight decay. */
  ADAMW
}
