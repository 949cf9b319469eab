package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Exponential linear unit: {@code y = x} where x is above 0, else {@code alpha * (e^x - 1)}. Any
 * shape. Source: Clevert, Unterthiner and Hochreiter, ICLR 2016. PyTorch equivalent: {@code
 * torch.nn.ELU}.
 */
public final class ELU extends Module {
  /** The default alpha. */
  static final double DEFAULT_ALPHA = 1;

  private final double alpha;

  /** Makes the activation with alpha 1. */
  public ELU() {
    this(DEFAULT_ALPHA);
  }

  /** Makes the activation; {@code -alpha} is what it tends to. */
  public ELU(double alpha) {
    super("ELU(" + alpha + ")");
    this.alpha = alpha;
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.elu(alpha);
    }
  }
}
