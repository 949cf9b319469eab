package dev.jacobian.trainers.config;

/** The optimizers that a configuration can name. */
public enum OptimizerKind {
  /** Stochastic gradient descent. */
  SGD,
  /** Adam. */
  ADAM,
  /** Adam with decoupled weight decay. */
  ADAMW,
  /** Adam with Nesterov's momentum. */
  NADAM,
  /** Adam that starts as momentum. */
  RADAM,
  /** Gradients over the root of their mean square. */
  RMSPROP,
  /** Gradients over the root of the sum of their squares. */
  ADAGRAD,
  /** Signs of mean gradients. */
  LION,
  /** Adam with factored mean squares. */
  ADAFACTOR
}
