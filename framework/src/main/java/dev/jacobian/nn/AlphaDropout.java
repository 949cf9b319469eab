package dev.jacobian.nn;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;

/**
 * Dropout for {@link SELU}: in training, sets each element with probability p to what SELU tends
 * to, -1.7581, and scales and shifts all so that a mean of 0 and a variance of 1 stay; the identity
 * in evaluation. Any shape, floating point. Source: Klambauer et al., NeurIPS 2017. PyTorch
 * equivalent: {@code torch.nn.AlphaDropout}.
 */
public final class AlphaDropout extends DropoutLayer {
  /** What SELU tends to. */
  private static final double LEAST = -1.7580993408473766;

  /** Makes a layer that drops half of the elements. */
  public AlphaDropout() {
    this(DEFAULT_PROBABILITY);
  }

  /**
   * Makes a layer with a generator of its own, whose seed is drawn from the thread's default
   * generator.
   */
  public AlphaDropout(double probability) {
    this(probability, drawn());
  }

  /**
   * Makes a layer.
   *
   * @param probability of an element to be dropped, in [0, 1]
   * @param generator of the choices; its state is part of what a checkpoint needs
   * @throws dev.jacobian.shape.OptionException if the probability is outside [0, 1]
   */
  public AlphaDropout(double probability, Generator generator) {
    super("AlphaDropout", probability, kept(probability), generator);
  }

  /** Returns what keeps a mean of 0 and a variance of 1. */
  static Kept kept(double p) {
    if (p == 1) {
      return new Kept(0, 0, 0);
    }
    double scale = 1 / Math.sqrt((1 - p) * (1 + p * LEAST * LEAST));
    double shift = -scale * p * LEAST;
    return new Kept(scale, shift, scale * LEAST + shift);
  }

  @Override
  Shape choices(Shape input) {
    return input;
  }
}
