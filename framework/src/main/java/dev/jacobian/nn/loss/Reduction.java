package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Tensor;

/** How a loss combines its values for elements or rows. */
public enum Reduction {
  /** Their arithmetic mean, the default. */
  MEAN,
  /** Their sum. */
  SUM,
  /** Not at all. */
  NONE;

  Tensor apply(Tensor losses) {
    return switch (this) {
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case NONE -> losses;
    };
  }
}
