package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.RandomState;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * In training, sets each element to 0 with probability p, and multiplies the others by {@code 1 /
 * (1 - p)}; the identity in evaluation. Any shape, floating point. Source: Srivastava et al., JMLR
 * 2014. PyTorch equivalent: {@code torch.nn.Dropout}.
 */
public final class Dropout extends Module {
  /** The default probability. */
  static final double DEFAULT_PROBABILITY = 0.5;

  private final double probability;
  private final Generator generator;

  /** Makes a layer that drops half of the elements. */
  public Dropout() {
    this(DEFAULT_PROBABILITY);
  }

  /**
   * Makes a layer with a generator of its own, whose seed is drawn from the thread's default
   * generator.
   */
  public Dropout(double probability) {
    this(probability, drawn());
  }

  /**
   * Makes a layer.
   *
   * @param probability of an element to be dropped, in [0, 1]
   * @param generator of the choices; its state is part of what a checkpoint needs
   * @throws OptionException if the probability is outside [0, 1]
   */
  public Dropout(double probability, Generator generator) {
    super("Dropout(" + probability + ")");
    if (!(probability >= 0 && probability <= 1)) {
      throw named(new OptionException("probability " + probability, "a number in [0, 1]"));
    }
    this.probability = probability;
    this.generator = registerGenerator("generator", generator);
  }

  private static Generator drawn() {
    RandomState state = Generator.threadDefault().take(1);
    return new Generator(state.bits(0));
  }

  /** Returns the generator of the choices. */
  public Generator generator() {
    return generator;
  }

  @Override
  public Tensor forward(Tensor input) {
    if (!isTraining() || probability == 0) {
      return input;
    }
    if (!input.dtype().isFloating()) {
      throw named(
          new DTypeException(
              "input " + input.value().spec(),
              "a floating-point input",
              "input.to(DType.FLOAT32)"));
    }
    try (Autograd.Guard layer = enter()) {
      Tensor isKept =
          Creation.uniform(generator, input.shape(), input.dtype(), input.device()).ge(probability);
      double scale = probability == 1 ? 0 : 1 / (1 - probability);
      return isKept.where(input.mul(scale), 0);
    }
  }
}
