package dev.jacobian.nn;

import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;

/**
 * {@link AlphaDropout} of whole channels of a sample, for convolutional networks with {@link SELU};
 * the identity in evaluation. Input and output {@code [n, channels, ...]}, floating point. Source:
 * Klambauer et al., NeurIPS 2017. PyTorch equivalent: {@code torch.nn.FeatureAlphaDropout}.
 */
public final class FeatureAlphaDropout extends DropoutLayer {
  /** Makes a layer that drops half of the channels. */
  public FeatureAlphaDropout() {
    this(DEFAULT_PROBABILITY);
  }

  /**
   * Makes a layer with a generator of its own, whose seed is drawn from the thread's default
   * generator.
   */
  public FeatureAlphaDropout(double probability) {
    this(probability, drawn());
  }

  /**
   * Makes a layer.
   *
   * @param probability of a channel to be dropped, in [0, 1]
   * @param generator of the choices; its state is part of what a checkpoint needs
   * @throws dev.jacobian.shape.OptionException if the probability is outside [0, 1]
   */
  public FeatureAlphaDropout(double probability, Generator generator) {
    super("FeatureAlphaDropout", probability, AlphaDropout.kept(probability), generator);
  }

  @Override
  Shape choices(Shape input) {
    if (input.rank() < 2) {
      throw named(new ShapeException("input " + input, "[n, channels, ...]"));
    }
    return perChannel(input);
  }
}
