package dev.jacobian.nn.loss;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;

/**
 * What a {@link HuberLoss} may be asked for.
 *
 * @param delta size of the error up to which the loss is quadratic, and beyond which it is linear
 * @param reduction how the elements are combined
 */
public record HuberLossOptions(@Option(above = 0) double delta, Reduction reduction) {
  /** Checks the range of delta. */
  public HuberLossOptions {
    if (!(delta > 0)) {
      throw new OptionException("HuberLoss: delta " + delta, "a number above 0");
    }
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
