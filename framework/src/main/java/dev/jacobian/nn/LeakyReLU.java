package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Leaky rectified linear unit: {@code y = x} where x is above 0, else {@code slope * x}. Any shape.
 * Source: Maas, Hannun and Ng, 2013. PyTorch equivalent: {@code torch.nn.LeakyReLU}.
 */
public final class LeakyReLU extends Module {
  /** The default slope. */
  static final double DEFAULT_SLOPE = 0.01;

  private final double slope;

  /** Makes the activation with PyTorch's slope, 0.01. */
  public LeakyReLU() {
    this(DEFAULT_SLOPE);
  }

  /** Makes the activation with a slope below 0. */
  public LeakyReLU(double slope) {
    super("LeakyReLU(" + slope + ")");
    this.slope = slope;
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.leakyRelu(slope);
    }
  }
}
