package dev.jacobian.nn.loss;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CrossEntropyLoss} may be asked for.
 *
 * @param classWeights factor of each class, {@code [classes]}, finite and not negative, such as
 *     {@link ClassWeights#balanced}; null for 1. PyTorch's {@code weight}
 * @param labelSmoothing part of the target probability that is spread evenly over all classes
 * @param ignoreIndex the label that does not count; null for none. PyTorch's default is -100
 * @param reduction how the positions are combined; the mean is weighted by the weights of the
 *     labels
 */
public record CrossEntropyLossOptions(
    @Nullable Tensor classWeights,
    @Option(min = 0, max = 1) double labelSmoothing,
    @Nullable Long ignoreIndex,
    Reduction reduction) {
  /** Checks the weights and the range of the smoothing. */
  public CrossEntropyLossOptions {
    LossInputs.requireWeights("CrossEntropyLoss: class weight", classWeights);
    OptionRanges.require(
        CrossEntropyLossOptions.class, classWeights, labelSmoothing, ignoreIndex, reduction);
  }

  /** Returns PyTorch's defaults: no weights, no smoothing, mean; no label is ignored. */
  public static CrossEntropyLossOptions defaults() {
    return new CrossEntropyLossOptions(null, 0, null, Reduction.MEAN);
  }

  /** Returns these options with weights of the classes. */
  public CrossEntropyLossOptions withClassWeights(Tensor value) {
    return new CrossEntropyLossOptions(value, labelSmoothing, ignoreIndex, reduction);
  }

  /** Returns these options with another smoothing. */
  public CrossEntropyLossOptions withLabelSmoothing(double value) {
    return new CrossEntropyLossOptions(classWeights, value, ignoreIndex, reduction);
  }

  /** Returns these options with a label that does not count. */
  public CrossEntropyLossOptions withIgnoreIndex(long value) {
    return new CrossEntropyLossOptions(classWeights, labelSmoothing, value, reduction);
  }

  /** Returns these options with another reduction. */
  public CrossEntropyLossOptions withReduction(Reduction value) {
    return new CrossEntropyLossOptions(classWeights, labelSmoothing, ignoreIndex, value);
  }
}
