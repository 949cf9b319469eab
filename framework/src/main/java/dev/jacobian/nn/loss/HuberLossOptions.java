package dev.jacobian.nn.loss;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;

/**
 * What a {@link HuberLoss} may be asked for.
 *
 * @param delta size of the error up to which the loss is quadratic, and beyond which it is linear
 * @param reduction how the elements are combined
 */
public record HuberLossOptions(@Option(above = 0) double delta, Reduction reduction) {
  /** Checks the range of delta. */
  public HuberLossOptions {
    OptionRanges.require(HuberLossOptions.class, delta, reduction);
  }

  /** Returns PyTorch's defaults: delta 1, mean. */
  public static HuberLossOptions defaults() {
    return new HuberLossOptions(1, Reduction.MEAN);
  }

  /** Returns these options with another delta. */
  public HuberLossOptions withDelta(double value) {
    return new HuberLossOptions(value, reduction);
  }

  /** Returns these options with another reduction. */
  public HuberLossOptions withReduction(Reduction value) {
    return new HuberLossOptions(delta, value);
  }
}
