package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * {@code y = min(max(x + 3, 0), 6) / 6}. Any shape. PyTorch equivalent: {@code
 * torch.nn.Hardsigmoid}.
 */
public final class Hardsigmoid extends Module {
  /** Makes the activation. */
  public Hardsigmoid() {
    super("Hardsigmoid()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.hardsigmoid();
    }
  }
}
