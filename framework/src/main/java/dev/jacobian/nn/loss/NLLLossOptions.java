package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link NLLLoss} may be asked for.
 *
 * @param classWeights factor of each class, {@code [classes]}, finite and not negative; null for 1.
 *     PyTorch's {@code weight}
 * @param ignoreIndex the label that does not count; null for none. PyTorch's default is -100
 * @param reduction how the positions are combined; the mean is weighted by the weights of the
 *     labels
 */
public record NLLLossOptions(
    @Nullable Tensor classWeights, @Nullable Long ignoreIndex, Reduction reduction) {
  /** Checks the weights. */
  public NLLLossOptions {
    LossInputs.requireWeights("NLLLoss: class weight", classWeights);
  }

  /** Returns the defaults: no weights, no label ignored, mean. */
  public static NLLLossOptions defaults() {
    return new NLLLossOptions(null, null, Reduction.MEAN);
  }

  /** Returns these options with weights of the classes. */
  public NLLLossOptions withClassWeights(Tensor value) {
    return new NLLLossOptions(value, ignoreIndex, reduction);
  }

  /** Returns these options with a label that does not count. */
  public NLLLossOptions withIgnoreIndex(long value) {
    return new NLLLossOptions(classWeights, value, reduction);
  }

  /** Returns these options with another reduction. */
  public NLLLossOptions withReduction(Reduction value) {
    return new NLLLossOptions(classWeights, ignoreIndex, value);
  }
}
