package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.tensor.Tensor;

/**
 * Binary cross entropy of probabilities: {@code -(y ln x + (1 - y) ln(1 - x))}, with logarithms of
 * -100 or more, and a slope of at most 1e12. Predictions x in [0, 1], such as a {@code Sigmoid}
 * gives, and targets y in [0, 1] of one shape. {@link BCEWithLogitsLoss} takes what stands before
 * the sigmoid and is exact where probabilities are rounded to 0 or 1: prefer it. PyTorch
 * equivalent: {@code torch.nn.BCELoss}.
 */
public final class BCELoss implements Loss {
  private static final String NAME = "BCELoss";
  private static final double LEAST_LOG = -100;

  /** What the slope is divided by at least; PyTorch's constant, which is a float. */
  private static final double LEAST_PRODUCT = 1e-12f;

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
   * @throws DataException if a prediction or a target is no probability, or the mean of no element
   *     is asked for
   */
  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    LossInputs.requireAlike(NAME, reduction, prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      requireProbabilities(
          "predictions",
          prediction,
          Fix.inCode("train on the logits with BCEWithLogitsLoss, or end the model with Sigmoid"));
      requireProbabilities("targets", target, Fix.inCode("give 0 for no and 1 for yes"));
      return reduction.apply(losses(prediction, target));
    }
  }

  /**
   * How: the slope is {@code (x - y) / max(x (1 - x), 1e-12)}, as PyTorch's is. Next to 0 and 1,
   * the logarithms' own would be larger than float32 holds.
   */
  private static Tensor losses(Tensor prediction, Tensor target) {
    Tensor x = prediction.detach();
    Tensor isSmooth = x.mul(x.neg().add(1)).ge(LEAST_PRODUCT);
    Tensor inner = isSmooth.where(prediction, 0.5);
    Tensor slope = x.sub(target).mul(1 / LEAST_PRODUCT);
    Tensor outer = entropy(target, log(x), log(x.neg().add(1))).add(prediction.sub(x).mul(slope));
    return isSmooth.where(entropy(target, inner.log(), inner.neg().add(1).log()), outer);
  }

  private static Tensor entropy(Tensor target, Tensor logYes, Tensor logNo) {
    return target.mul(logYes).add(target.neg().add(1).mul(logNo)).neg();
  }

  private static Tensor log(Tensor x) {
    return x.log().clampMin(LEAST_LOG);
  }

  private static void requireProbabilities(String what, Tensor given, Fix fix) {
    Tensor x = given.detach();
    Tensor outside = x.lt(0).or(x.gt(1)).to(DType.FLOAT64).sum();
    Recording.check(
        outside.variable(),
        count -> {
          if (count != 0) {
            throw new DataException(
                NAME
                    + ": "
                    + (long) count
                    + " of "
                    + given.size()
                    + " "
                    + what
                    + " are outside [0, 1]",
                "probabilities",
                fix);
          }
        });
  }

  @Override
  public Reduction reduction() {
    return reduction;
  }
}
