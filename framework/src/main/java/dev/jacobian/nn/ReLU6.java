package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Bounded rectified linear unit: {@code y = min(max(x, 0), 6)}. Any shape. PyTorch equivalent:
 * {@code torch.nn.ReLU6}.
 */
public final class ReLU6 extends Module {
  /** Makes the activation. */
  public ReLU6() {
    super("ReLU6()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.relu6();
    }
  }
}
