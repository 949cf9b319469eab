package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Tensor;

/**
 * Smooth absolute error of {@code e = prediction - target}: {@code e^2 / (2 beta)} where {@code |e|
 * < beta}, else {@code |e| - beta / 2}; Huber's loss over beta. Prediction and target of one shape.
 * Source: Girshick, ICCV 2015. PyTorch equivalent: {@code torch.nn.SmoothL1Loss}.
 */
public final class SmoothL1Loss extends ElementwiseLoss<SmoothL1LossOptions> {
  private static final Composite<SmoothL1LossOptions> FUNCTION =
      Composite.of(
          "SmoothL1Loss",
          (options, x) -> options.reduction().apply(of(x[0].sub(x[1]), options.beta())));

  /** Makes the loss with PyTorch's defaults. */
  public SmoothL1Loss() {
    this(SmoothL1LossOptions.defaults());
  }

  /** Makes the loss. */
  public SmoothL1Loss(SmoothL1LossOptions options) {
    super(FUNCTION, options, options.reduction());
  }

  private static Tensor of(Tensor error, double beta) {
    return beta == 0 ? error.abs() : HuberLoss.of(error, beta).div(beta);
  }
}
