package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Hyperbolic tangent: {@code y = tanh(x)}. Any shape. PyTorch equivalent: {@code torch.nn.Tanh}.
 */
public final class Tanh extends Module {
  /** Makes the activation. */
  public Tanh() {
    super("Tanh()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.tanh();
    }
  }
}
