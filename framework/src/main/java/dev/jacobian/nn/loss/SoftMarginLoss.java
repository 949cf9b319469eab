package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Logistic loss of scores x and classes y that are 1 or -1: {@code ln(1 + e^(-y x))}, without
 * overflow. Prediction and target of one shape. PyTorch equivalent: {@code
 * torch.nn.SoftMarginLoss}.
 */
public final class SoftMarginLoss implements Loss {
  private static final String NAME = "SoftMarginLoss";

  private final Reduction reduction;

  /** Makes the loss with the mean over all elements. */
  public SoftMarginLoss() {
    this(Reduction.MEAN);
  }

  /** Makes the loss with a reduction. */
  public SoftMarginLoss(Reduction reduction) {
    this.reduction = reduction;
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.jacobian.shape.ShapeException if the shapes differ
   * @throws dev.jacobian.shape.DTypeException if the dtypes differ or are not floating point
   * @throws dev.jacobian.shape.DataException if the mean of no element is asked for
   */
  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    LossInputs.requireAlike(NAME, reduction, prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      return reduction.apply(prediction.mul(target).neg().softplus());
    }
  }

  @Override
  public Reduction reduction() {
    return reduction;
  }
}
