package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.OutsideRange;
import dev.jacobian.tensor.Tensor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What losses of class labels have in common: scores of the classes {@code [n, classes, ...]} and
 * labels {@code [n, ...]}, or {@code [classes]} and one label; weights of the classes; a label that
 * does not count.
 *
 * <p>The mean is weighted by the weights of the labels: the sum of the positions' losses over the
 * sum of {@code w[y]}. It is NaN if all labels of a batch have weight 0 or are ignored, as in
 * PyTorch.
 */
abstract sealed class LabelLoss implements Loss permits CrossEntropyLoss, NLLLoss {
  /** PyTorch's default of the label that does not count. */
  private static final long IGNORED = -100;

  private final String name;
  private final String scoresName;
  private final @Nullable Tensor classWeights;
  private final @Nullable Long ignoreIndex;
  private final Reduction reduction;

  /**
   * Makes a loss.
   *
   * @param scoresName what errors call the predictions
   */
  LabelLoss(
      String name,
      String scoresName,
      @Nullable Tensor classWeights,
      @Nullable Long ignoreIndex,
      Reduction reduction) {
    this.name = name;
    this.scoresName = scoresName;
    this.classWeights = classWeights;
    this.ignoreIndex = ignoreIndex;
    this.reduction = reduction;
  }

  /** Returns whether the targets are what {@link #ofProbabilities} takes. */
  abstract boolean areProbabilities(Tensor prediction, Tensor target);

  /** Returns the loss of each row of scores {@code [m, classes]} against probabilities of them. */
  abstract Tensor ofProbabilities(Tensor scores, Tensor target, @Nullable Tensor weights);

  /**
   * Returns the loss of each row of scores {@code [m, classes]}.
   *
   * @param labels {@code [m]}, each one of the classes
   * @param ofLabels what the labels weigh; null for 1
   */
  abstract Tensor ofLabels(
      Tensor scores, Tensor labels, @Nullable Tensor weights, @Nullable Tensor ofLabels);

  /**
   * {@inheritDoc}
   *
   * @throws ShapeException if the shapes do not fit
   * @throws DTypeException if the predictions are not floating point or the labels not int64
   * @throws DataException if a label is not one of the classes, or the mean of no row is asked for
   */
  @Override
  public final Tensor forward(Tensor prediction, Tensor target) {
    requireFit(prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(name)) {
      Tensor losses = losses(prediction, target);
      if (isWeightedMean() && target.dtype() == DType.INT64) {
        return losses.sum().div(weights(target, losses.dtype()).sum());
      }
      return reduction == Reduction.NONE
          ? losses.reshape(withoutClasses(prediction.shape()).dims())
          : reduction.apply(losses);
    }
  }

  /** {@inheritDoc} The weights are those of the rows' labels. */
  @Override
  public final Tensor weight(Tensor rows, Tensor target) {
    if (!isWeightedMean()) {
      return rows;
    }
    if (target.dtype() == DType.INT64) {
      DType dtype = classWeights == null ? DType.FLOAT64 : classWeights.dtype();
      return weights(target, dtype).sum();
    }
    // Each position counts the same; of probabilities [n, classes, ...] there are these many.
    Shape shape = target.shape();
    return rows.mul((double) shape.product(Math.min(2, shape.rank()), shape.rank()));
  }

  @Override
  public final Tensor share(Tensor prediction, Tensor target, Tensor weight) {
    if (!isWeightedMean()) {
      return Loss.super.share(prediction, target, weight);
    }
    requireFit(prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(name)) {
      Tensor losses = losses(prediction, target);
      return losses.sum().div(weight.to(losses.dtype()));
    }
  }

  @Override
  public final boolean isWeightedMean() {
    return (classWeights != null || ignoreIndex != null) && reduction == Reduction.MEAN;
  }

  @Override
  public final Reduction reduction() {
    return reduction;
  }

  /** Returns the loss of each position, one after the other, times the weights of the classes. */
  private Tensor losses(Tensor prediction, Tensor target) {
    Tensor scores = rows(prediction);
    @Nullable Tensor weights =
        classWeights == null ? null : classWeights.to(prediction.device()).to(prediction.dtype());
    if (target.dtype() != DType.INT64) {
      return ofProbabilities(scores, rows(target), weights);
    }
    Tensor labels = target.flatten();
    Tensor known = known(labels);
    @Nullable Tensor ofLabels = weights == null ? null : ofLabels(weights, known);
    Tensor losses = pick(() -> ofLabels(scores, known, weights, ofLabels), known, scores.size(1));
    return ignoreIndex == null ? losses : labels.eq(ignoreIndex).where(0, losses);
  }

  /** Returns the labels with class 0 in place of the ignored one. */
  private Tensor known(Tensor labels) {
    return ignoreIndex == null ? labels : labels.eq(ignoreIndex).where(0, labels);
  }

  /** Returns what each label counts in the mean. */
  private Tensor weights(Tensor target, DType dtype) {
    Tensor labels = target.flatten();
    Tensor weights =
        classWeights == null
            ? Tensor.onesLike(labels).to(dtype)
            : ofLabels(classWeights.to(target.device()).to(dtype), known(labels));
    return ignoreIndex == null ? weights : labels.eq(ignoreIndex).where(0, weights);
  }

  private Tensor ofLabels(Tensor weights, Tensor labels) {
    return pick(() -> weights.indexSelect(0, labels), labels, weights.size(0));
  }

  /** Returns the classes of each position as a row. */
  private static Tensor rows(Tensor scores) {
    int rank = scores.shape().rank();
    if (rank < 2) {
      return scores.unsqueeze(0);
    }
    if (rank == 2) {
      return scores;
    }
    int[] order = IntStream.range(0, rank).map(i -> i == 0 ? 0 : i + 1).toArray();
    order[rank - 1] = 1;
    return scores.permute(order).reshape(-1, scores.size(1));
  }

  private static Shape withoutClasses(Shape scores) {
    int axis = Math.min(1, scores.rank() - 1);
    return Shape.of(
        IntStream.range(0, scores.rank()).filter(i -> i != axis).mapToLong(scores::dim).toArray());
  }

  private void requireFit(Tensor prediction, Tensor target) {
    Shape scores = prediction.shape();
    Shape labels = target.shape();
    boolean areProbabilities = areProbabilities(prediction, target);
    if (scores.rank() == 0
        || scores.dim(Math.min(1, scores.rank() - 1)) == 0
        || !(areProbabilities || labels.equals(withoutClasses(scores)))) {
      boolean oneColumn = scores.rank() == 2 && labels.equals(Shape.of(scores.dim(0), 1));
      throw new ShapeException(
          name + ": " + scoresName + " " + scores + " and labels " + labels,
          scoresName + " [n, classes, ...] and labels [n, ...]",
          oneColumn ? "labels.squeeze(1)" : null,
          null);
    }
    if (!prediction.dtype().isFloating() || (!areProbabilities && target.dtype() != DType.INT64)) {
      throw new DTypeException(
          name
              + ": "
              + scoresName
              + " "
              + prediction.value().spec()
              + " and labels "
              + target.value().spec(),
          "floating-point " + scoresName + " and int64 labels",
          target.dtype() == DType.INT64
              ? scoresName + ".to(DType.FLOAT32)"
              : "labels.to(DType.INT64)");
    }
    long classes = scores.dim(Math.min(1, scores.rank() - 1));
    if (classWeights != null && !classWeights.shape().equals(Shape.of(classes))) {
      throw new ShapeException(
          name + ": class weights " + classWeights.shape() + " for " + scoresName + " " + scores,
          "one weight for each class, [" + classes + "]");
    }
    LossInputs.requireElements(name, reduction, prediction);
  }

  private Tensor pick(Supplier<Tensor> picked, Tensor labels, long classes) {
    return OutsideRange.explain(
        labels, classes, picked, outside -> LabelRange.error(name, classes, outside, fix(outside)));
  }

  private static String fix(OutsideRange outside) {
    return outside.number() == IGNORED
        ? "withIgnoreIndex(" + IGNORED + ") leaves such labels out, as PyTorch does by default"
        : LabelRange.FIX;
  }
}
