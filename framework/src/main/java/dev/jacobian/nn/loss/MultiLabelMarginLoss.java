package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.OutsideRange;
import dev.jacobian.tensor.Tensor;

/**
 * Hinge loss of rows with several labels each: the sum of {@code max(0, 1 - x[y] + x[c])} over the
 * labels y of a row and the classes c that are none of them, over the number of classes.
 * Prediction: scores {@code [n, classes]}, or {@code [classes]}; target: int64 of the same shape,
 * with the labels of a row first and -1 behind them. It takes memory for {@code n * classes^2}
 * numbers. PyTorch equivalent: {@code torch.nn.MultiLabelMarginLoss}.
 */
public final class MultiLabelMarginLoss implements Loss {
  private static final String NAME = "MultiLabelMarginLoss";

  private final Reduction reduction;

  /** Makes the loss with the mean over the rows. */
  public MultiLabelMarginLoss() {
    this(Reduction.MEAN);
  }

  /** Makes the loss with a reduction. */
  public MultiLabelMarginLoss(Reduction reduction) {
    this.reduction = reduction;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ShapeException if the shapes do not fit
   * @throws DTypeException if the predictions are not floating point or the labels not int64
   * @throws DataException if a label is not one of the classes, or the mean of no row is asked for
   */
  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    requireFit(prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      boolean isOne = prediction.shape().rank() == 1;
      Tensor losses =
          isOne ? ofRows(prediction.unsqueeze(0), target.unsqueeze(0)) : ofRows(prediction, target);
      return reduction.apply(isOne && reduction == Reduction.NONE ? losses.reshape() : losses);
    }
  }

  private static Tensor ofRows(Tensor scores, Tensor target) {
    long classes = scores.size(1);
    // What stands behind the first -1 does not count, whatever it is.
    Tensor counts = target.ge(0).to(scores.dtype()).cumprod(1);
    Tensor labels = counts.gt(0).where(target, 0);
    Tensor chosen =
        OutsideRange.explain(
            labels.flatten(),
            classes,
            () -> scores.gather(1, labels),
            outside ->
                new DataException(
                    NAME + ": " + outside.place("label") + ", with " + classes + " classes",
                    "labels from 0 to " + (classes - 1) + ", and -1 behind the last of a row",
                    LabelRange.FIX,
                    outside.seen()));
    Tensor isOther = Tensor.zerosLike(counts).scatterAdd(1, labels, counts).eq(0);
    Tensor hinges = scores.unsqueeze(1).sub(chosen.unsqueeze(2)).add(1).relu();
    Tensor counted = isOther.unsqueeze(1).where(hinges, 0).mul(counts.unsqueeze(2));
    return counted.sum(false, 1, 2).div((double) classes);
  }

  private void requireFit(Tensor prediction, Tensor target) {
    int rank = prediction.shape().rank();
    if (rank < 1
        || rank > 2
        || prediction.size(-1) == 0
        || !prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          NAME + ": scores " + prediction.shape() + " and labels " + target.shape(),
          "scores [n, classes] and labels of the same shape, with -1 behind the last of a row");
    }
    if (!prediction.dtype().isFloating() || target.dtype() != DType.INT64) {
      throw new DTypeException(
          NAME + ": scores " + prediction.value().spec() + " and labels " + target.value().spec(),
          "floating-point scores and int64 labels",
          target.dtype() == DType.INT64 ? "scores.to(DType.FLOAT32)" : "labels.to(DType.INT64)");
    }
    LossInputs.requireElements(NAME, reduction, prediction);
  }

  @Override
  public Reduction reduction() {
    return reduction;
  }
}
