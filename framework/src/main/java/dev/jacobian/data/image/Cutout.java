package dev.jacobian.data.image;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Generator;

/**
 * Covers a square of the image with zeros; its middle is any pixel, so that part of it may lie
 * outside. Source: DeVries and Taylor, "Improved regularization of convolutional neural networks
 * with cutout", 2017. Near to it in PyTorch: {@code torchvision.transforms.RandomErasing}.
 *
 * @param size side of the square in pixels
 */
public record Cutout(@Option(min = 1) int size) implements ImageTransform {
  /**
   * Checks the size.
   *
   * @throws dev.jacobian.shape.OptionException if it is out of range
   */
  public Cutout {
    OptionRanges.require(Cutout.class, size);
  }

  @Override
  public Image apply(Image image, Generator generator) {
    int top = ImageTransform.below(generator, image.height()) - size / 2;
    int left = ImageTransform.below(generator, image.width()) - size / 2;
    return image.map(
        (c, y, x) ->
            y >= top && y < top + size && x >= left && x < left + size ? 0 : image.at(c, y, x));
  }
}
