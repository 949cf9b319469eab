package dev.jacobian.nn.loss;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;

/**
 * What a {@link SmoothL1Loss} may be asked for.
 *
 * @param beta size of the error up to which the loss is quadratic; 0 for the absolute error
 * @param reduction how the elements are combined
 */
public record SmoothL1LossOptions(@Option(min = 0) double beta, Reduction reduction) {
  /** Checks the range of beta. */
  public SmoothL1LossOptions {
    OptionRanges.require(SmoothL1LossOptions.class, beta, reduction);
  }

  /** Returns PyTorch's defaults: beta 1, mean. */
  public static SmoothL1LossOptions defaults() {
    return new SmoothL1LossOptions(1, Reduction.MEAN);
  }

  /** Returns these options with another beta. */
  public SmoothL1LossOptions withBeta(double value) {
    return new SmoothL1LossOptions(value, reduction);
  }

  /** Returns these options with another reduction. */
  public SmoothL1LossOptions withReduction(Reduction value) {
    return new SmoothL1LossOptions(beta, value);
  }
}
