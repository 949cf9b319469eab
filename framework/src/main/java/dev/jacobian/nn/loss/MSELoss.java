package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Composite;

/**
 * Mean squared error: {@code (prediction - target)^2}. Prediction and target of one shape. PyTorch
 * equivalent: {@code torch.nn.MSELoss}.
 */
public final class MSELoss extends ElementwiseLoss<Reduction> {
  private static final Composite<Reduction> FUNCTION =
      Composite.of("MSELoss", (reduction, x) -> reduction.apply(x[0].sub(x[1]).square()));

  /** Makes the loss with the mean over all elements. */
  public MSELoss() {
    this(Reduction.MEAN);
  }

  /** Makes the loss with a reduction. */
  public MSELoss(Reduction reduction) {
    super(FUNCTION, reduction, reduction);
  }
}
