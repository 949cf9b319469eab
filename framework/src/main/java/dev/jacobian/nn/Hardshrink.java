package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;

/**
 * {@code y = x} where x is above lambda or below -lambda, else 0. Any shape. PyTorch equivalent:
 * {@code torch.nn.Hardshrink}.
 */
public final class Hardshrink extends Module {
  /** The default lambda. */
  static final double DEFAULT_LAMBDA = 0.5;

  private final double lambda;

  /** Makes the activation with lambda 0.5. */
  public Hardshrink() {
    this(DEFAULT_LAMBDA);
  }

  /**
   * Makes the activation.
   *
   * @throws OptionException if lambda is negative
   */
  public Hardshrink(double lambda) {
    super("Hardshrink(" + lambda + ")");
    if (!(lambda >= 0)) {
      throw named(new OptionException("lambda " + lambda, "0 or more"));
    }
    this.lambda = lambda;
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.hardshrink(lambda);
    }
  }
}
