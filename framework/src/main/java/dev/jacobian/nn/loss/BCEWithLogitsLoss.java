package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Binary cross entropy of logits: {@code -(w y ln s + (1 - y) ln(1 - s))} with {@code s =
 * sigmoid(x)}, computed without overflow; infinite logits cost 0 where they are right and infinity
 * where they are wrong, where PyTorch's value, but not its gradient, may be NaN. Logits x and
 * targets y, probabilities of the positive class, of one shape; w is {@code posWeight}. PyTorch
 * equivalent: {@code torch.nn.BCEWithLogitsLoss}.
 */
public final class BCEWithLogitsLoss implements Loss {
  private static final String NAME = "BCEWithLogitsLoss";

  /** Of logits, targets, and {@code w y} where there is a weight. */
  private static final Composite<Reduction> FUNCTION =
      Composite.of(
          NAME, (reduction, x) -> reduction.apply(of(x[0], x[1], x.length > 2 ? x[2] : null)));

  private final BCEWithLogitsLossOptions options;

  /** Makes the loss with PyTorch's defaults. */
  public BCEWithLogitsLoss() {
    this(BCEWithLogitsLossOptions.defaults());
  }

  /** Makes the loss. */
  public BCEWithLogitsLoss(BCEWithLogitsLossOptions options) {
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ShapeException if the shapes differ, or the weights do not broadcast to them
   * @throws dev.jacobian.shape.DTypeException if the dtypes differ or are not floating point
   * @throws dev.jacobian.shape.DataException if the mean of no element is asked for
   */
  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    LossInputs.requireAlike(NAME, options.reduction(), prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      return options.posWeight() == null
          ? FUNCTION.apply(options.reduction(), prediction, target)
          : FUNCTION.apply(
              options.reduction(), prediction, target, weighted(target, options.posWeight()));
    }
  }

  private static Tensor of(Tensor logits, Tensor target, @Nullable Tensor weighted) {
    Tensor isPositive = logits.gt(0);
    // -|x|, with a slope of 1 at 0, so that all derivatives hold there.
    Tensor size = isPositive.where(logits.neg(), logits);
    Tensor negative = target.neg().add(1);
    Tensor uncertain = size.exp().log1p();
    if (weighted != null) {
      uncertain = uncertain.mul(weighted.add(negative));
    }
    // What a logit of the wrong sign costs. A weight of 0 times an infinite logit is 0.
    Tensor wrong = isPositive.where(negative, weighted == null ? target : weighted);
    Tensor counted = wrong.ne(0).where(size, size.clamp(-largest(size.dtype()), 0));
    return uncertain.sub(wrong.mul(counted));
  }

  @Override
  public Reduction reduction() {
    return options.reduction();
  }

  private static double largest(DType dtype) {
    return dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
  }

  /** Returns {@code w y}. */
  private static Tensor weighted(Tensor target, Tensor weight) {
    requireBroadcast(weight.shape(), target.shape());
    return target.mul(weight.to(target.device()).to(target.dtype()));
  }

  private static void requireBroadcast(Shape weight, Shape target) {
    boolean fits;
    try {
      fits = Broadcasting.broadcast(NAME, weight, target).equals(target);
    } catch (ShapeException e) {
      fits = false;
    }
    if (!fits) {
      throw new ShapeException(
          NAME + ": posWeight " + weight + " for targets " + target,
          "a shape that broadcasts to the targets', such as ["
              + (target.rank() == 0 ? 1 : target.dim(-1))
              + "]");
    }
  }
}
