package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Hinge loss of class labels: the sum of {@code w[y] max(0, margin - x[y] + x[c])^p} over the other
 * classes c, over the number of classes. Prediction: scores {@code [n, classes]}; target: int64
 * labels {@code [n]} from 0; or {@code [classes]} and one label. The mean is over the rows,
 * whatever they weigh. PyTorch equivalent: {@code torch.nn.MultiMarginLoss}.
 */
public final class MultiMarginLoss implements Loss {
  private static final String NAME = "MultiMarginLoss";

  private final Options options;

  /**
   * What the loss may be asked for.
   *
   * @param p the power, 1 or 2
   * @param margin by how much larger the label's score is to be than each other
   * @param classWeights factor of each class, {@code [classes]}, finite and not negative; null for
   *     1. PyTorch's {@code weight}
   * @param reduction how the rows are combined
   */
  public record Options(
      int p, @Option double margin, @Nullable Tensor classWeights, Reduction reduction) {
    /** Checks power, margin and weights. */
    public Options {
      OptionRanges.require(Options.class, p, margin, classWeights, reduction);
      if (p != 1 && p != 2) {
        throw new OptionException(NAME + ": p " + p, "1 or 2");
      }
      LossInputs.requireWeights(NAME + ": class weight", classWeights);
    }

    /** Returns PyTorch's defaults: p 1, margin 1, no weights, mean. */
    public static Options defaults() {
      return new Options(1, 1, null, Reduction.MEAN);
    }

    /** Returns these options with another power. */
    public Options withP(int value) {
      return new Options(value, margin, classWeights, reduction);
    }

    /** Returns these options with another margin. */
    public Options withMargin(double value) {
      return new Options(p, value, classWeights, reduction);
    }

    /** Returns these options with weights of the classes. */
    public Options withClassWeights(Tensor value) {
      return new Options(p, margin, value, reduction);
    }

    /** Returns these options with another reduction. */
    public Options withReduction(Reduction value) {
      return new Options(p, margin, classWeights, value);
    }
  }

  /** Makes the loss with PyTorch's defaults. */
  public MultiMarginLoss() {
    this(Options.defaults());
  }

  /** Makes the loss. */
  public MultiMarginLoss(Options options) {
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ShapeException if the shapes do not fit
   * @throws DTypeException if the predictions are not floating point or the labels not int64
   * @throws dev.jacobian.shape.DataException if a label is not one of the classes, or the mean of
   *     no row is asked for
   */
  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    requireFit(prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      boolean isOne = prediction.shape().rank() == 1;
      Tensor losses =
          ofRows(isOne ? prediction.unsqueeze(0) : prediction, isOne ? target.flatten() : target);
      return options.reduction.apply(
          isOne && options.reduction == Reduction.NONE ? losses.reshape() : losses);
    }
  }

  private Tensor ofRows(Tensor scores, Tensor labels) {
    long classes = scores.size(1);
    Tensor chosen = LabelRange.pick(NAME, () -> scores.pick(labels), labels, classes);
    Tensor hinges = scores.sub(chosen.unsqueeze(1)).add(options.margin).relu();
    Tensor powers = options.p == 1 ? hinges : hinges.square();
    Tensor others = labels.oneHot(classes).eq(0).where(powers, 0);
    Tensor losses = others.sum(false, 1).div((double) classes);
    @Nullable Tensor weights = options.classWeights;
    return weights == null
        ? losses
        : losses.mul(weights.to(scores.device()).to(scores.dtype()).indexSelect(0, labels));
  }

  private void requireFit(Tensor prediction, Tensor target) {
    Shape scores = prediction.shape();
    boolean isOne = scores.rank() == 1;
    Shape labels = isOne ? Shape.scalar() : Shape.of(scores.rank() == 0 ? 0 : scores.dim(0));
    boolean fits = target.shape().equals(labels) || (isOne && target.shape().equals(Shape.of(1)));
    if (scores.rank() < 1 || scores.rank() > 2 || scores.dim(-1) == 0 || !fits) {
      throw new ShapeException(
          NAME + ": scores " + scores + " and labels " + target.shape(),
          "scores [n, classes] and labels [n]");
    }
    if (!prediction.dtype().isFloating() || target.dtype() != DType.INT64) {
      throw new DTypeException(
          NAME + ": scores " + prediction.value().spec() + " and labels " + target.value().spec(),
          "floating-point scores and int64 labels",
          target.dtype() == DType.INT64 ? "scores.to(DType.FLOAT32)" : "labels.to(DType.INT64)");
    }
    @Nullable Tensor weights = options.classWeights;
    if (weights != null && !weights.shape().equals(Shape.of(scores.dim(-1)))) {
      throw new ShapeException(
          NAME + ": class weights " + weights.shape() + " for scores " + scores,
          "one weight for each class, [" + scores.dim(-1) + "]");
    }
    LossInputs.requireElements(NAME, options.reduction, prediction);
  }

  @Override
  public Reduction reduction() {
    return options.reduction;
  }
}
