package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Composite;

/**
 * Logistic loss of scores x and classes y that are 1 or -1: {@code ln(1 + e^(-y x))}, without
 * overflow. Prediction and target of one shape. PyTorch equivalent: {@code
 * torch.nn.SoftMarginLoss}.
 */
public final class SoftMarginLoss extends ElementwiseLoss<Reduction> {
  private static final Composite<Reduction> FUNCTION =
      Composite.of(
          "SoftMarginLoss", (reduction, x) -> reduction.apply(x[0].mul(x[1]).neg().softplus()));

  /** Makes the loss with the mean over all elements. */
  public SoftMarginLoss() {
    this(Reduction.MEAN);
  }

  /** Makes the loss with a reduction. */
  public SoftMarginLoss(Reduction reduction) {
    super(FUNCTION, reduction, reduction);
  }
}
