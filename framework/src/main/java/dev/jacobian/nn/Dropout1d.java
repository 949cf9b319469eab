package dev.jacobian.nn;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;

/**
 * In training, sets whole channels of a sample to 0 with probability p, and multiplies the others
 * by {@code 1 / (1 - p)}; the identity in evaluation. Input and output {@code [n, channels,
 * length]}, floating point. Source: Tompson et al., CVPR 2015. PyTorch equivalent: {@code
 * torch.nn.Dropout1d}.
 */
public final class Dropout1d extends DropoutLayer {
  /** Makes a layer that drops half of the channels. */
  public Dropout1d() {
    this(DEFAULT_PROBABILITY);
  }

  /**
   * Makes a layer with a generator of its own, whose seed is drawn from the thread's default
   * generator.
   */
  public Dropout1d(double probability) {
    this(probability, drawn());
  }

  /**
   * Makes a layer.
   *
   * @param probability of a channel to be dropped, in [0, 1]
   * @param generator of the choices; its state is part of what a checkpoint needs
   * @throws dev.jacobian.shape.OptionException if the probability is outside [0, 1]
   */
  public Dropout1d(double probability, Generator generator) {
    super("Dropout1d", probability, generator);
  }

  @Override
  Shape choices(Shape input) {
    return channels(input, "[n, channels, length]");
  }
}
