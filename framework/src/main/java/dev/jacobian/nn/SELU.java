package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Scaled exponential linear unit: 1.0507 times {@code x} where x is above 0, else times {@code
 * 1.6733 (e^x - 1)}; numbers with which layers keep a mean of 0 and a variance of 1. Any shape.
 * Source: Klambauer et al., NeurIPS 2017. PyTorch equivalent: {@code torch.nn.SELU}.
 */
public final class SELU extends Module {
  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.selu();
    }
  }
}
