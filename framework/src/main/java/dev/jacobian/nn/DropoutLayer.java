package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * What layers that drop parts of their input have in common: in training, each part is 0, or
 * another number, with probability p, and the others are scaled; the identity in evaluation.
 */
public abstract sealed class DropoutLayer extends Module
    permits AlphaDropout, Dropout, Dropout1d, Dropout2d, Dropout3d, FeatureAlphaDropout {
  /** The default probability. */
  static final double DEFAULT_PROBABILITY = 0.5;

  private final double probability;
  private final Kept kept;
  private final Generator generator;

  /**
   * What becomes of the parts.
   *
   * @param scale factor of those that are kept
   * @param shift added to them
   * @param dropped what stands in the place of the others
   */
  record Kept(double scale, double shift, double dropped) {}

  DropoutLayer(String name, double probability, Generator generator) {
    this(
        name, probability, new Kept(probability == 1 ? 0 : 1 / (1 - probability), 0, 0), generator);
  }

  DropoutLayer(String name, double probability, Kept kept, Generator generator) {
    super(name + "(" + probability + ")");
    if (!(probability >= 0 && probability <= 1)) {
      throw named(new OptionException("probability " + probability, "a number in [0, 1]"));
    }
    this.probability = probability;
    this.kept = kept;
    this.generator = registerGenerator("generator", generator);
  }

  /** Returns a generator whose seed is drawn from the thread's default one. */
  static Generator drawn() {
    RandomState state = Generator.threadDefault().take(1);
    return new Generator(state.bits(0));
  }

  /** Returns the generator of the choices. */
  public final Generator generator() {
    return generator;
  }

  /**
   * Returns the shape of the choices, which are broadcast to the input's.
   *
   * @throws dev.jacobian.shape.ShapeException if the layer does not take such an input
   */
  abstract Shape choices(Shape input);

  /** Returns the choices of layers that drop whole channels. */
  final Shape channels(Shape input, String form) {
    int rank = form.split(",").length;
    if (input.rank() != rank) {
      throw named(new ShapeException("input " + input, form));
    }
    return perChannel(input);
  }

  /** Returns one choice for each channel, axis 1. */
  static Shape perChannel(Shape input) {
    Shape choices = input;
    for (int axis = 2; axis < input.rank(); axis++) {
      choices = choices.withDim(axis, 1);
    }
    return choices;
  }

  @Override
  public final Tensor forward(Tensor input) {
    Shape choices = choices(input.shape());
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
          Creation.uniform(generator, choices, input.dtype(), input.device()).ge(probability);
      Tensor scaled = input.mul(kept.scale);
      return isKept.where(kept.shift == 0 ? scaled : scaled.add(kept.shift), kept.dropped);
    }
  }
}
