package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;

/**
 * x moved towards 0 by lambda: {@code y = x - lambda} above lambda, {@code x + lambda} below
 * -lambda, else 0. Any shape. PyTorch equivalent: {@code torch.nn.Softshrink}.
 */
public final class Softshrink extends Module {
  /** The default lambda. */
  static final double DEFAULT_LAMBDA = 0.5;

  private final double lambda;

  /** Makes the activation with lambda 0.5. */
  public Softshrink() {
    this(DEFAULT_LAMBDA);
  }

  /**
   * Makes the activation.
   *
   * @throws OptionException if lambda is negative
   */
  public Softshrink(double lambda) {
    super("Softshrink(" + lambda + ")");
    if (!(lambda >= 0)) {
      throw named(new OptionException("lambda " + lambda, "0 or more"));
    }
    this.lambda = lambda;
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.softshrink(lambda);
    }
  }
}
