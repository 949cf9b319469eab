package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Binary cross entropy of every class: the mean of {@code -w (y ln s + (1 - y) ln(1 - s))} with
 * {@code s = sigmoid(x)} over the classes, computed without overflow. Prediction: logits {@code
 * [..., classes]}; target: of the same shape, 1 for the classes of a row and 0 for the others.
 * PyTorch equivalent: {@code torch.nn.MultiLabelSoftMarginLoss}.
 */
public final class MultiLabelSoftMarginLoss implements Loss {
  private static final String NAME = "MultiLabelSoftMarginLoss";

  private final Options options;

  /**
   * What the loss may be asked for.
   *
   * @param classWeights factor of each class, {@code [classes]}, finite and not negative; null for
   *     1. PyTorch's {@code weight}
   * @param reduction how the rows are combined
   */
  public record Options(@Nullable Tensor classWeights, Reduction reduction) {
    /** Checks the weights. */
    public Options {
      LossInputs.requireWeights(NAME + ": class weight", classWeights);
    }

    /** Returns PyTorch's defaults: no weights, mean. */
    public static Options defaults() {
      return new Options(null, Reduction.MEAN);
    }

    /** Returns these options with weights of the classes. */
    public Options withClassWeights(Tensor value) {
      return new Options(value, reduction);
    }

    /** Returns these options with another reduction. */
    public Options withReduction(Reduction value) {
      return new Options(classWeights, value);
    }
  }

  /** Makes the loss with PyTorch's defaults. */
  public MultiLabelSoftMarginLoss() {
    this(Options.defaults());
  }

  /** Makes the loss. */
  public MultiLabelSoftMarginLoss(Options options) {
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ShapeException if the shapes differ, or there are not as many weights as classes
   * @throws dev.jacobian.shape.DTypeException if the dtypes differ or are not floating point
   * @throws dev.jacobian.shape.DataException if the mean of no element is asked for
   */
  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    LossInputs.requireAlike(NAME, options.reduction, prediction, target);
    Shape logits = prediction.shape();
    @Nullable Tensor weights = options.classWeights;
    if (logits.rank() < 1
        || (weights != null && !weights.shape().equals(Shape.of(logits.dim(-1))))) {
      throw new ShapeException(
          NAME
              + ": logits "
              + logits
              + (weights == null ? "" : " and class weights " + weights.shape()),
          "logits [..., classes]" + (weights == null ? "" : " and weights [classes]"));
    }
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor positive = target.mul(prediction.neg().softplus());
      Tensor negative = target.neg().add(1).mul(prediction.softplus());
      Tensor losses = positive.add(negative);
      if (weights != null) {
        losses = losses.mul(weights.to(prediction.device()).to(prediction.dtype()));
      }
      return options.reduction.apply(losses.mean(false, -1));
    }
  }

  @Override
  public Reduction reduction() {
    return options.reduction;
  }
}
