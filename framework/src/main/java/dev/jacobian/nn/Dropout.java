package dev.jacobian.nn;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;

/**
 * In training, sets each element to 0 with probability p, and multiplies the others by {@code 1 /
 * (1 - p)}; the identity in evaluation. Any shape, floating point. Source: Srivastava et al., JMLR
 * 2014. PyTorch equivalent: {@code torch.nn.Dropout}.
 */
public final class Dropout extends DropoutLayer {
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
   * @throws dev.jacobian.shape.OptionException if the probability is outside [0, 1]
   */
  public Dropout(double probability, Generator generator) {
    super("Dropout", probability, generator);
  }

  @Override
  Shape choices(Shape input) {
    return input;
  }
}
