package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * {@code y = x * min(max(x + 3, 0), 6) / 6}. Any shape. Source: Howard et al., ICCV 2019. PyTorch
 * equivalent: {@code torch.nn.Hardswish}.
 */
public final class Hardswish extends Module {
  /** Makes the activation. */
  public Hardswish() {
    super("Hardswish()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.hardswish();
    }
  }
}
