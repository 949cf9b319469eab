package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BCEWithLogitsLoss} may be asked for.
 *
 * @param posWeight factor of the positive part, finite and not negative, of a shape that broadcasts
 *     to the prediction's, usually {@code [classes]}; null for 1
 * @param reduction how the elements are combined
 */
public record BCEWithLogitsLossOptions(@Nullable Tensor posWeight, Reduction reduction) {
  /** Checks the weights. */
  public BCEWithLogitsLossOptions {
    LossInputs.requireWeights("BCEWithLogitsLoss: posWeight", posWeight);
  }

  /** Returns PyTorch's defaults: no weights, mean. */
  public static BCEWithLogitsLossOptions defaults() {
    return new BCEWithLogitsLossOptions(null, Reduction.MEAN);
  }

  /** Returns these options with weights of the positive part. */
  public BCEWithLogitsLossOptions withPosWeight(Tensor value) {
    return new BCEWithLogitsLossOptions(value, reduction);
  }

  /** Returns these options with another reduction. */
  public BCEWithLogitsLossOptions withReduction(Reduction value) {
    return new BCEWithLogitsLossOptions(posWeight, value);
  }
}
