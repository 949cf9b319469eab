package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/** {@code y = x - tanh(x)}. Any shape. PyTorch equivalent: {@code torch.nn.Tanhshrink}. */
public final class Tanhshrink extends Module {
  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.tanhshrink();
    }
  }
}
