package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Composite;

/**
 * Mean absolute error: {@code |prediction - target|}. Prediction and target of one shape. PyTorch
 * equivalent: {@code torch.nn.L1Loss}.
 */
public final class L1Loss extends ElementwiseLoss<Reduction> {
  private static final Composite<Reduction> FUNCTION =
      Composite.of("L1Loss", (reduction, x) -> reduction.apply(x[0].sub(x[1]).abs()));

  /** Makes the loss with the mean over all elements. */
  public L1Loss() {
    this(Reduction.MEAN);
  }

  /** Makes the loss with a reduction. */
  public L1Loss(Reduction reduction) {
    super(FUNCTION, reduction, reduction);
  }
}
