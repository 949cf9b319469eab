package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Smooth absolute error of {@code e = prediction - target}: {@code e^2 / (2 beta)} where {@code |e|
 * < beta}, else {@code |e| - beta / 2}; Huber's loss over beta. Prediction and target of one shape.
 * Source: Girshick, ICCV 2015. PyTorch equivalent: {@code torch.nn.SmoothL1Loss}.
 */
public final class SmoothL1Loss implements Loss {
  private static final String NAME = "SmoothL1Loss";

  private final SmoothL1LossOptions options;

  /** Makes the loss with PyTorch's defaults. */
  public SmoothL1Loss() {
    this(SmoothL1LossOptions.defaults());
  }

  /** Makes the loss. */
  public SmoothL1Loss(SmoothL1LossOptions options) {
    this.options = options;
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
    LossInputs.requireAlike(NAME, options.reduction(), prediction, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor error = prediction.sub(target);
      double beta = options.beta();
      return options
          .reduction()
          .apply(beta == 0 ? error.abs() : HuberLoss.of(error, beta).div(beta));
    }
  }

  @Override
  public Reduction reduction() {
    return options.reduction();
  }
}
