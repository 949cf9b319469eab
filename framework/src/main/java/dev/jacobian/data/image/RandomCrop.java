package dev.jacobian.data.image;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Generator;

/**
 * Cuts a part out of the image, anywhere in it and in a margin of zeros around it. PyTorch
 * equivalent: {@code torchvision.transforms.RandomCrop}.
 *
 * @param height of the part
 * @param width of the part
 * @param padding pixels of the margin on each side
 */
public record RandomCrop(
    @Option(min = 1) int height, @Option(min = 1) int width, @Option(min = 0) int padding)
    implements ImageTransform {
  /**
   * Checks the sizes.
   *
   * @throws dev.jacobian.shape.OptionException if one is out of range
   */
  public RandomCrop {
    OptionRanges.require(RandomCrop.class, height, width, padding);
  }

  @Override
  public Image apply(Image image, Generator generator) {
    int down = image.height() + 2 * padding - height;
    int across = image.width() + 2 * padding - width;
    if (down < 0 || across < 0) {
      throw new DataException(
          "RandomCrop: "
              + height
              + " x "
              + width
              + " of an image of "
              + image.height()
              + " x "
              + image.width()
              + " with padding "
              + padding,
          "a part that is no larger",
          "choose a smaller part, or more padding");
    }
    int top = ImageTransform.below(generator, down + 1) - padding;
    int left = ImageTransform.below(generator, across + 1) - padding;
    return Image.of(
        image.channels(), height, width, (c, y, x) -> image.at(c, top + y, left + x, 0));
  }
}
