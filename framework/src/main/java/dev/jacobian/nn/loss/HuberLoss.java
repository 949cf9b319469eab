package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Tensor;

/**
 * Huber's loss of the error {@code e = prediction - target}: {@code e^2 / 2} where {@code |e| <=
 * delta}, else {@code delta * (|e| - delta / 2)}. Prediction and target of one shape. Source:
 * Huber, 1964. PyTorch equivalent: {@code torch.nn.HuberLoss}.
 */
public final class HuberLoss extends ElementwiseLoss<HuberLossOptions> {
  private static final Composite<HuberLossOptions> FUNCTION =
      Composite.of(
          "HuberLoss",
          (options, x) -> options.reduction().apply(of(x[0].sub(x[1]), options.delta())));

  /** Makes the loss with PyTorch's defaults. */
  public HuberLoss() {
    this(HuberLossOptions.defaults());
  }

  /** Makes the loss with another delta. */
  public HuberLoss(double delta) {
    this(HuberLossOptions.defaults().withDelta(delta));
  }

  /** Makes the loss. */
  public HuberLoss(HuberLossOptions options) {
    super(FUNCTION, options, options.reduction());
  }

  /** Returns the loss of each error. */
  static Tensor of(Tensor error, double delta) {
    // c (e - c / 2) with c = e limited to [-delta, delta] is both branches in one, and smooth
    // between them.
    Tensor limited = error.clamp(-delta, delta);
    return limited.mul(error.sub(limited.mul(0.5)));
  }
}
