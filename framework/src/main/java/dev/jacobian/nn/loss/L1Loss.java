package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Mean absolute error: {@code |prediction - target|}. Prediction and target of one shape. PyTorch
 * equivalent: {@code torch.nn.L1Loss}.
 */
public final class L1Loss implements Loss {
  private static final String NAME = "L1Loss";

  private final Reduction reduction;

  /** Makes the loss with the mean over all elements. */
  public L1Loss() {
    this(Reduction.MEAN);
  }

  /** Makes the loss with a reduction. */
  public L1Loss(Reduction reduction) {
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
      return reduction.apply(prediction.sub(target).abs());
    }
  }

  @Override
  public Reduction reduction() {
    return reduction;
  }
}
