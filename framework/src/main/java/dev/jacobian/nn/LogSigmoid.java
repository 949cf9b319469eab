package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * {@code y = ln(1 / (1 + e^-x))}, without overflow. Any shape. PyTorch equivalent: {@code
 * torch.nn.LogSigmoid}.
 */
public final class LogSigmoid extends Module {
  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.logSigmoid();
    }
  }
}
