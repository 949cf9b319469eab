package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.tensor.Tensor;

/**
 * Binary cross entropy of probabilities: {@code -(y ln x + (1 - y) ln(1 - x))}, with logarithms of
 * -100 or more. Predictions x in [0, 1], such as a {@code Sigmoid} gives, and targets y of one
 * shape. {@link BCEWithLogitsLoss} takes what stands before the sigmoid and is exact where
 * probabilities are rounded to 0 or 1: prefer it. PyTorch equivalent: {@code torch.nn.BCELoss}.
 */
public final class BCELoss implements Loss {
  private static final String NAME = "BCELoss";
  private static final double LEAST_LOG = -100;

  /** The gradient of a logarithm that is limited; PyTorch's constant. */
  private static final double LARGEST_SLOPE = 1e12;

  private final Reduction reduction;

  /** Makes the loss with the mean over all elements. */
  public BCELoss() {
    this(Reduction.MEAN);
  }

  /** Makes the loss with a reduction. */
  public BCELoss(Reduction reduction) {
    this.reduction = reduction;
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.jacobian.shape.ShapeException if the shapes differ
   * @throws dev.jacobian.shape.DTypeException if the dtypes differ or are not floating point
   * @throws DataException if a prediction is no probability, or the mean of no element is asked for
   */
  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    LossInputs.requireAlike(NAME, reduction, prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor x = prediction.detach();
      Tensor outside = x.lt(0).or(x.gt(1)).to(DType.FLOAT64).sum();
      Recording.check(outside.variable(), count -> requireNone(count, prediction.size()));
      Tensor positive = target.mul(log(prediction));
      Tensor negative = target.neg().add(1).mul(log(prediction.neg().add(1)));
      return reduction.apply(positive.add(negative).neg());
    }
  }

  private static Tensor log(Tensor x) {
    Tensor isSmall = x.lt(Math.exp(LEAST_LOG));
    Tensor limited = x.sub(x.detach()).mul(LARGEST_SLOPE).add(LEAST_LOG);
    return isSmall.where(limited, isSmall.where(1, x).log());
  }

  private static void requireNone(double outside, long size) {
    if (outside != 0) {
      throw new DataException(
          NAME + ": " + (long) outside + " of " + size + " predictions are outside [0, 1]",
          "probabilities",
          Fix.inCode("train on the logits with BCEWithLogitsLoss, or end the model with Sigmoid"));
    }
  }

  @Override
  public Reduction reduction() {
    return reduction;
  }
}
