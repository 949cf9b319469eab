package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Huber's loss of the error {@code e = prediction - target}: {@code e^2 / 2} where {@code |e| <=
 * delta}, else {@code delta * (|e| - delta / 2)}. Prediction and target of one shape. Source:
 * Huber, 1964. PyTorch equivalent: {@code torch.nn.HuberLoss}.
 */
public final class HuberLoss implements Loss {
  private static final String NAME = "HuberLoss";

  private final HuberLossOptions options;

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
      return options.reduction().apply(of(prediction.sub(target), options.delta()));
    }
  }

  /** Returns the loss of each error. */
  static Tensor of(Tensor error, double delta) {
    // c (e - c / 2) with c = e limited to [-delta, delta] is both branches in one, and smooth
    // between them.
    Tensor limited = error.clamp(-delta, delta);
    return limited.mul(error.sub(limited.mul(0.5)));
  }

  @Override
  public Reduction reduction() {
    return options.reduction();
  }
}
