package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Logistic function: {@code y = 1 / (1 + e^-x)}. Any shape. PyTorch equivalent: {@code
 * torch.nn.Sigmoid}.
 */
public final class Sigmoid extends Module {
  /** Makes the activation. */
  public Sigmoid() {
    super("Sigmoid()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.sigmoid();
    }
  }
}
