package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Sigmoid linear unit: {@code y = x / (1 + e^-x)}, which is called swish too. Any shape. Source:
 * Elfwing, Uchibe and Doya, 2017. PyTorch equivalent: {@code torch.nn.SiLU}.
 */
public final class SiLU extends Module {
  /** Makes the activation. */
  public SiLU() {
    super("SiLU()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.silu();
    }
  }
}
