package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;

/**
 * Continuously differentiable exponential linear unit: {@code y = x} where x is above 0, else
 * {@code alpha * (e^(x / alpha) - 1)}. Any shape. Source: Barron, 2017. PyTorch equivalent: {@code
 * torch.nn.CELU}.
 */
public final class CELU extends Module {
  /** The default alpha. */
  static final double DEFAULT_ALPHA = 1;

  private final double alpha;

  /** Makes the activation with alpha 1. */
  public CELU() {
    this(DEFAULT_ALPHA);
  }

  /**
   * Makes the activation; {@code -alpha} is what it tends to.
   *
   * @throws OptionException if alpha is not above 0
   */
  public CELU(double alpha) {
    super("CELU(" + alpha + ")");
    if (!(alpha > 0)) {
      throw named(new OptionException("alpha " + alpha, "a number above 0"));
    }
    this.alpha = alpha;
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.celu(alpha);
    }
  }
}
