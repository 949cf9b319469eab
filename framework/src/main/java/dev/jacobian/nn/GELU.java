package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Gaussian error linear unit: {@code y = x * Phi(x)}, with the exact distribution function. Any
 * shape. Source: Hendrycks and Gimpel, 2016. PyTorch equivalent: {@code torch.nn.GELU} with its
 * default, {@code approximate="none"}.
 */
public final class GELU extends Module {
  /** Makes the activation. */
  public GELU() {
    super("GELU()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.gelu();
    }
  }
}
