package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;

/**
 * x limited to {@code [min, max]}; the gradient passes between them, bounds excluded. Any shape.
 * PyTorch equivalent: {@code torch.nn.Hardtanh}.
 */
public final class Hardtanh extends Module {
  /** The default minimum. */
  static final double DEFAULT_MIN = -1;

  /** The default maximum. */
  static final double DEFAULT_MAX = 1;

  private final double min;
  private final double max;

  /** Makes the activation from -1 to 1. */
  public Hardtanh() {
    this(DEFAULT_MIN, DEFAULT_MAX);
  }

  /**
   * Makes the activation.
   *
   * @throws OptionException if the minimum is not below the maximum
   */
  public Hardtanh(double min, double max) {
    super("Hardtanh(" + min + ", " + max + ")");
    if (!(min < max)) {
      throw named(new OptionException("from " + min + " to " + max, "a minimum below the maximum"));
    }
    this.min = min;
    this.max = max;
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.hardtanh(min, max);
    }
  }
}
