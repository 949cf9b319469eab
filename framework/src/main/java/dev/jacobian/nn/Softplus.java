package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;

/**
 * {@code y = ln(1 + e^(beta x)) / beta}, and {@code y = x} where {@code beta * x} is above a
 * threshold. Any shape. Source: Dugas et al., NeurIPS 2000. PyTorch equivalent: {@code
 * torch.nn.Softplus}.
 */
public final class Softplus extends Module {
  /** The default beta. */
  static final double DEFAULT_BETA = 1;

  /** The default threshold. */
  static final double DEFAULT_THRESHOLD = 20;

  private final double beta;
  private final double threshold;

  /** Makes the activation with beta 1 and threshold 20. */
  public Softplus() {
    this(DEFAULT_BETA, DEFAULT_THRESHOLD);
  }

  /**
   * Makes the activation.
   *
   * @throws OptionException if beta is not above 0
   */
  public Softplus(double beta, double threshold) {
    super("Softplus(" + beta + ", " + threshold + ")");
    if (!(beta > 0)) {
      throw named(new OptionException("beta " + beta, "a number above 0"));
    }
    this.beta = beta;
    this.threshold = threshold;
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.softplus(beta, threshold);
    }
  }
}
