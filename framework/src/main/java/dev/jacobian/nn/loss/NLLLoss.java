package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Negative log likelihood of class labels: {@code -w[y] x[y]} for each position. Prediction: log
 * probabilities {@code [n, classes, ...]}, as {@code LogSoftmax} gives them; target: int64 labels
 * {@code [n, ...]} from 0. The mean is weighted by the weights of the labels. PyTorch equivalent:
 * {@code torch.nn.NLLLoss}.
 */
public final class NLLLoss extends LabelLoss {
  /** Makes the loss with PyTorch's defaults, but that no label is ignored. */
  public NLLLoss() {
    this(NLLLossOptions.defaults());
  }

  /** Makes the loss. */
  public NLLLoss(NLLLossOptions options) {
    super(
        "NLLLoss",
        "log probabilities",
        options.classWeights(),
        options.ignoreIndex(),
        options.reduction());
  }

  @Override
  boolean areProbabilities(Tensor prediction, Tensor target) {
    return false;
  }

  @Override
  Tensor ofProbabilities(Tensor scores, Tensor target, @Nullable Tensor weights) {
    throw new IllegalStateException("probabilities are no labels");
  }

  @Override
  Tensor ofLabels(
      Tensor scores, Tensor labels, @Nullable Tensor weights, @Nullable Tensor ofLabels) {
    Tensor chosen = scores.pick(labels).neg();
    return ofLabels == null ? chosen : chosen.mul(ofLabels);
  }
}
