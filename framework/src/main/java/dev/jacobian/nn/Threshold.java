package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * {@code y = x} where x is above a threshold, else a value. Any shape. PyTorch equivalent: {@code
 * torch.nn.Threshold}.
 */
public final class Threshold extends Module {
  private final double threshold;
  private final double value;

  /** Makes the activation. */
  public Threshold(double threshold, double value) {
    super("Threshold(" + threshold + ", " + value + ")");
    this.threshold = threshold;
    this.value = value;
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.threshold(threshold, value);
    }
  }
}
