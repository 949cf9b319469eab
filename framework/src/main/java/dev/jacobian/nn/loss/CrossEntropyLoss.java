package dev.jacobian.nn.loss;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Tensor;
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
  /**
   * The losses {@code [n]} of logits {@code [n, classes]}, the classes' numbers, the labels among
   * these, {@code [n, 1]}, and, where classes have weights, these and the labels' ones. Settings
   * are the smoothing.
   */
  private static final Composite<Double> OF_LABELS =
      Composite.of("crossEntropy", CrossEntropyLoss::ofLabels);

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
    Tensor classes = Tensor.arange(scores.size(1)).to(DType.INT32).to(scores.device());
    // Found among the classes, so that one outside is noticed.
    Tensor known = classes.indexSelect(0, labels).unsqueeze(1);
    return weights == null || ofLabels == null
        ? OF_LABELS.apply(smoothing, scores, classes, known)
        : OF_LABELS.apply(smoothing, scores, classes, known, weights, ofLabels);
  }

  private static Tensor ofLabels(double smoothing, Tensor... inputs) {
    boolean isWeighted = inputs.length > 3;
    Tensor shifted = inputs[0].sub(inputs[0].max(true, 1).detach());
    Tensor logSum = shifted.exp().sum(true, 1).log();
    // A sum of zeros and one number is that number.
    Tensor ofLabel = inputs[1].eq(inputs[2]).where(shifted, 0).sum(true, 1);
    Tensor chosen = ofLabel.sub(logSum).squeeze(1);
    Tensor weighted = isWeighted ? chosen.mul(inputs[4]) : chosen;
    if (smoothing == 0) {
      return weighted.neg();
    }
    Tensor all = shifted.sub(logSum);
    Tensor sums = (isWeighted ? all.mul(inputs[3]) : all).sum(false, 1);
    return weighted.mul(smoothing - 1).sub(sums.mul(smoothing / inputs[0].size(1)));
  }
}
