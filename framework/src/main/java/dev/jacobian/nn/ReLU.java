package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Rectified linear unit: {@code y = max(x, 0)}. Any shape. Source: Nair and Hinton, ICML 2010.
 * PyTorch equivalent: {@code torch.nn.ReLU}.
 */
public final class ReLU extends Module {
  /** Makes the activation. */
  public ReLU() {
    super("ReLU()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.relu();
    }
  }
}
