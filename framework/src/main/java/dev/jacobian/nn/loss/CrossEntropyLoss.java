package dev.jacobian.nn.loss;

import static java.util.Objects.requireNonNull;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cross entropy between the softmax of logits and class labels: {@code -w[y] ln softmax(x)[y]} for
 * each row. Prediction: logits {@code [n, classes]}; target: int64 labels {@code [n]} from 0.
 * PyTorch equivalent: {@code torch.nn.CrossEntropyLoss}.
 *
 * <p>Label smoothing e replaces it by {@code (1 - e)} times that plus {@code e / classes} times the
 * sum of {@code -w[c] ln softmax(x)[c]} over the classes. Source: Szegedy et al., CVPR 2016.
 *
 * <p>The mean is weighted by the weights of the labels: the sum of the rows' losses over the sum of
 * {@code w[y]}. It is NaN if all labels of a batch have weight 0, as in PyTorch.
 */
public final class CrossEntropyLoss implements Loss {
  private static final String NAME = "CrossEntropyLoss";

  private final CrossEntropyLossOptions options;

  /** Makes the loss with PyTorch's defaults. */
  public CrossEntropyLoss() {
    this(CrossEntropyLossOptions.defaults());
  }

  /** Makes the loss. */
  public CrossEntropyLoss(CrossEntropyLossOptions options) {
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ShapeException if the shapes do not fit
   * @throws DTypeException if the logits are not floating point or the labels not int64
   * @throws DataException if a label is not one of the classes, or the mean of no row is asked for
   */
  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    requireFit(prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor losses = losses(prediction, target);
      return isWeightedMean()
          ? losses.sum().div(ofLabels(requireNonNull(weightsFor(prediction)), target).sum())
          : options.reduction().apply(losses);
    }
  }

  /** {@inheritDoc} The weights are those of the rows' labels. */
  @Override
  public Tensor weight(Tensor rows, Tensor target) {
    Tensor weights = options.classWeights();
    // With the logits, forward says more of labels that are none.
    boolean areLabels = target.dtype() == DType.INT64 && target.shape().rank() == 1;
    if (weights == null || !isWeightedMean() || !areLabels) {
      return rows;
    }
    return ofLabels(weights.to(target.device()), target).sum();
  }

  @Override
  public Tensor share(Tensor prediction, Tensor target, Tensor weight) {
    if (!isWeightedMean()) {
      return Loss.super.share(prediction, target, weight);
    }
    requireFit(prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor losses = losses(prediction, target);
      return losses.sum().div(weight.to(losses.dtype()));
    }
  }

  @Override
  public boolean isWeightedMean() {
    return options.classWeights() != null && options.reduction() == Reduction.MEAN;
  }

  /** Returns the loss of each row, times the weights of the classes. */
  private Tensor losses(Tensor prediction, Tensor target) {
    // The logarithms of the probabilities are the logits less two numbers for each row. The labels'
    // are picked from the logits, which are in memory, so that the others need not be.
    Tensor top = prediction.max(true, 1).detach();
    Tensor logSum = prediction.sub(top).exp().sum(true, 1).log();
    Tensor logit = pick(() -> prediction.pick(target), target, prediction.size(1));
    Tensor chosen = logit.unsqueeze(1).sub(top).sub(logSum).squeeze(1);
    @Nullable Tensor weights = weightsFor(prediction);
    Tensor weighted = weights == null ? chosen : chosen.mul(ofLabels(weights, target));
    double smoothing = options.labelSmoothing();
    if (smoothing == 0) {
      return weighted.neg();
    }
    Tensor all = prediction.sub(top).sub(logSum);
    Tensor sums = (weights == null ? all : all.mul(weights)).sum(false, 1);
    return weighted.mul(smoothing - 1).sub(sums.mul(smoothing / prediction.size(1)));
  }

  private static Tensor ofLabels(Tensor weights, Tensor target) {
    return pick(() -> weights.indexSelect(0, target), target, weights.size(0));
  }

  private @Nullable Tensor weightsFor(Tensor prediction) {
    @Nullable Tensor weights = options.classWeights();
    return weights == null ? null : weights.to(prediction.device()).to(prediction.dtype());
  }

  @Override
  public Reduction reduction() {
    return options.reduction();
  }

  private void requireFit(Tensor prediction, Tensor target) {
    Shape logits = prediction.shape();
    Shape labels = target.shape();
    if (logits.rank() != 2 || logits.dim(1) == 0 || !labels.equals(Shape.of(logits.dim(0)))) {
      boolean oneColumn = logits.rank() == 2 && labels.equals(Shape.of(logits.dim(0), 1));
      throw new ShapeException(
          NAME + ": logits " + logits + " and labels " + labels,
          "logits [n, classes] and labels [n]",
          oneColumn ? "labels.squeeze(1)" : null,
          null);
    }
    if (!prediction.dtype().isFloating() || target.dtype() != DType.INT64) {
      throw new DTypeException(
          NAME + ": logits " + prediction.value().spec() + " and labels " + target.value().spec(),
          "floating-point logits and int64 labels",
          target.dtype() == DType.INT64 ? "logits.to(DType.FLOAT32)" : "labels.to(DType.INT64)");
    }
    Tensor weights = options.classWeights();
    if (weights != null && !weights.shape().equals(Shape.of(logits.dim(1)))) {
      throw new ShapeException(
          NAME + ": class weights " + weights.shape() + " for logits " + logits,
          "one weight for each class, [" + logits.dim(1) + "]");
    }
    LossInputs.requireElements(NAME, options.reduction(), prediction);
  }

  private static Tensor pick(Supplier<Tensor> picked, Tensor labels, long classes) {
    try {
      return picked.get();
    } catch (DataException e) {
      // The backend has seen an index outside the tensor; the labels say which one, in the user's
      // terms.
      long[] values = Recording.outside(labels::toLongArray);
      for (int i = 0; i < values.length; i++) {
        if (values[i] < 0 || values[i] >= classes) {
          throw new DataException(
              NAME
                  + ": label "
                  + values[i]
                  + " at row "
                  + i
                  + " of "
                  + values.length
                  + ", with "
                  + classes
                  + " classes",
              "labels from 0 to " + (classes - 1),
              "number the classes from 0, or give the model as many outputs as there are classes",
              e);
        }
      }
      throw e;
    }
  }
}
