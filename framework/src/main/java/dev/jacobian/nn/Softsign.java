package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Softsign: {@code y = x / (1 + |x|)}. Any shape. Source: Bergstra et al., 2009. PyTorch
 * equivalent: {@code torch.nn.Softsign}.
 */
public final class Softsign extends Module {
  /** Makes the activation. */
  public Softsign() {
    super("Softsign()");
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.softsign();
    }
  }
}
