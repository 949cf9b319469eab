package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * {@code y = x * tanh(ln(1 + e^x))}. Any shape. Source: Misra, 2019. PyTorch equivalent: {@code
 * torch.nn.Mish}.
 */
public final class Mish extends Module {
  /** Makes the activation. */
  public Mish() {
    super("Mish()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.mish();
    }
  }
}
