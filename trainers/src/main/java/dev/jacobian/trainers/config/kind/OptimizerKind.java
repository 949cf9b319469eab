package dev.jacobian.trainers.config.kind;

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
  ADAFACTOR,
  /** Gradients over the root of their mean square, times that of the steps. */
  ADADELTA,
  /** Adam with the largest gradient in place of the mean square. */
  ADAMAX,
  /** Stochastic gradient descent with a falling rate and a mean of the weights. */
  ASGD,
  /** A step for each weight, which follows the sign of its gradient. */
  RPROP,
  /** Momentum of matrices with all directions alike; the other weights by AdamW. */
  MUON
}
