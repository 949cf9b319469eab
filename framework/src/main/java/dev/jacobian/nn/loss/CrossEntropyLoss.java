package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Cross entropy between the softmax of logits and class labels: {@code -w[y] ln softmax(x)[y]} for
 * each position. Prediction: logits {@code [n, classes, ...]}; target: int64 labels {@code [n,
 * ...]} from 0, or probabilities of the logits' shape, of which each position costs the sum of
 * {@code -w[c] p[c] ln softmax(x)[c]}. PyTorch equivalent: {@code torch.nn.CrossEntropyLoss}.
 *
 * <p>Label smoothing e replaces it by {@code (1 - e)} times that plus {@code e / classes} times the
 * sum of {@code -w[c] ln softmax(x)[c]} over the classes. Source: Szegedy et al., CVPR 2016.
 *
 * <p>The mean over labels is weighted by their weights: the sum of the positions' losses over the
 * sum of {@code w[y]}. It is NaN if all labels of a batch have weight 0 or are ignored, as in
 * PyTorch. Over probabilities each position counts the same.
 */
public final class CrossEntropyLoss extends LabelLoss {
  /** {@code ln sum e^(x - max x)} of each row. */
  private static final UnaryOperator<Tensor> LOG_SUM =
      Composite.unary("logSum", x -> x.sub(x.max(true, 1).detach()).exp().sum(true, 1).log());

  private final double smoothing;

  /** Makes the loss with PyTorch's defaults, but that no label is ignored. */
  public CrossEntropyLoss() {
    this(CrossEntropyLossOptions.defaults());
  }

  /** Makes the loss. */
  public CrossEntropyLoss(CrossEntropyLossOptions options) {
    super(
        "CrossEntropyLoss",
        "logits",
        options.classWeights(),
        options.ignoreIndex(),
        options.reduction());
    this.smoothing = options.labelSmoothing();
  }

  @Override
  boolean areProbabilities(Tensor prediction, Tensor target) {
    return target.dtype() == prediction.dtype() && target.shape().equals(prediction.shape());
  }

  @Override
  Tensor ofProbabilities(Tensor scores, Tensor target, @Nullable Tensor weights) {
    Tensor smooth =
        smoothing == 0 ? target : target.mul(1 - smoothing).add(smoothing / scores.size(1));
    Tensor products = smooth.mul(scores.logSoftmax(1));
    return (weights == null ? products : products.mul(weights)).sum(false, 1).neg();
  }

  @Override
  Tensor ofLabels(
      Tensor scores, Tensor labels, @Nullable Tensor weights, @Nullable Tensor ofLabels) {
    // The logarithms of the probabilities are the logits less two numbers for each row. The labels'
    // are picked from the logits, which are in memory, so that the others need not be.
    Tensor top = scores.max(true, 1).detach();
    Tensor logSum = LOG_SUM.apply(scores);
    Tensor chosen = scores.pick(labels).unsqueeze(1).sub(top).sub(logSum).squeeze(1);
    Tensor weighted = ofLabels == null ? chosen : chosen.mul(ofLabels);
    if (smoothing == 0) {
      return weighted.neg();
    }
    Tensor all = scores.sub(top).sub(logSum);
    Tensor sums = (weights == null ? all : all.mul(weights)).sum(false, 1);
    return weighted.mul(smoothing - 1).sub(sums.mul(smoothing / scores.size(1)));
  }
}
