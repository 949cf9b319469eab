package dev.jacobian.data.image;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Generator;

/**
 * Exchanges top and bottom with a probability. PyTorch equivalent: {@code
 * torchvision.transforms.RandomVerticalFlip}.
 *
 * @param probability of each image's flip
 */
public record RandomVerticalFlip(@Option(min = 0, max = 1) double probability)
    implements ImageTransform {
  /**
   * Checks the probability.
   *
   * @throws dev.jacobian.shape.OptionException if it is out of range
   */
  public RandomVerticalFlip {
    OptionRanges.require(RandomVerticalFlip.class, probability);
  }

  /** Flips every second image. */
  public RandomVerticalFlip() {
    this(0.5);
  }

  @Override
  public Image apply(Image image, Generator generator) {
    return ImageTransform.uniform(generator, 0, 1) < probability
        ? image.map((c, y, x) -> image.at(c, image.height() - 1 - y, x))
        : image;
  }
}
