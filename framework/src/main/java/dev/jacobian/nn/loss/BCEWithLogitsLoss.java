package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Binary cross entropy of logits: {@code -(w y ln s + (1 - y) ln(1 - s))} with {@code s =
 * sigmoid(x)}, computed without overflow. Logits x and targets y, probabilities of the positive
 * class, of one shape; w is {@code posWeight}. PyTorch equivalent: {@code
 * torch.nn.BCEWithLogitsLoss}.
 */
public final class BCEWithLogitsLoss implements Loss {
  private static final String NAME = "BCEWithLogitsLoss";

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
      Tensor negative = prediction.sub(prediction.mul(target));
      return options.reduction().apply(negative.add(weighted(prediction.neg().softplus(), target)));
    }
  }

  @Override
  public Reduction reduction() {
    return options.reduction();
  }

  /** Multiplies by {@code 1 + (w - 1) y}. */
  private Tensor weighted(Tensor softplus, Tensor target) {
    @Nullable Tensor given = options.posWeight();
    if (given == null) {
      return softplus;
    }
    requireBroadcast(given.shape(), target.shape());
    Tensor weight = given.to(target.device()).to(target.dtype());
    return softplus.mul(weight.sub(1).mul(target).add(1));
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
