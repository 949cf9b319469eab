package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * {@link LeakyReLU} whose slope below 0 is in training a random one for each element, and in
 * evaluation their mean. Any shape, floating point. Source: Xu et al., "Empirical evaluation of
 * rectified activations in convolutional network", 2015. PyTorch equivalent: {@code
 * torch.nn.RReLU}.
 */
public final class RReLU extends Module {
  /** The default smallest slope. */
  static final double DEFAULT_LOWER = 1.0 / 8;

  /** The default largest slope. */
  static final double DEFAULT_UPPER = 1.0 / 3;

  private final double lower;
  private final double upper;
  private final Generator generator;

  /** Makes the activation with PyTorch's slopes, 1/8 to 1/3. */
  public RReLU() {
    this(DEFAULT_LOWER, DEFAULT_UPPER);
  }

  /**
   * Makes the activation with a generator of its own, whose seed is drawn from the thread's default
   * generator.
   */
  public RReLU(double lower, double upper) {
    this(lower, upper, DropoutLayer.drawn());
  }

  /**
   * Makes the activation.
   *
   * @param lower the smallest slope
   * @param upper the largest slope
   * @param generator of the slopes; its state is part of what a checkpoint needs
   * @throws OptionException if the smallest slope is the larger one
   */
  public RReLU(double lower, double upper, Generator generator) {
    super("RReLU(" + lower + ", " + upper + ")");
    if (!(lower <= upper)) {
      throw named(new OptionException("lower " + lower + ", upper " + upper, "lower <= upper"));
    }
    this.lower = lower;
    this.upper = upper;
    this.generator = registerGenerator("generator", generator);
  }

  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      if (!isTraining()) {
        return input.leakyRelu((lower + upper) / 2);
      }
      Tensor slopes = Tensor.randLike(generator, input).mul(upper - lower).add(lower);
      return input.gt(0).where(input, input.mul(slopes));
    }
  }
}
