package dev.jacobian.data.image;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Generator;

/**
 * Turns the image about its middle, counter-clockwise, by an angle by chance; what comes from
 * outside is 0. PyTorch equivalent: {@code torchvision.transforms.RandomRotation} with bilinear
 * interpolation.
 *
 * @param degrees the largest angle, to either side
 */
public record RandomRotation(@Option(min = 0, max = 180) double degrees) implements ImageTransform {
  /**
   * Checks the angle.
   *
   * @throws dev.jacobian.shape.OptionException if it is out of range
   */
  public RandomRotation {
    OptionRanges.require(RandomRotation.class, degrees);
  }

  @Override
  public Image apply(Image image, Generator generator) {
    return rotate(image, ImageTransform.uniform(generator, -degrees, degrees));
  }

  /** Returns an image turned counter-clockwise. */
  static Image rotate(Image image, double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double middleX = (image.width() - 1) / 2.0;
    double middleY = (image.height() - 1) / 2.0;
    return image.map(
        (c, y, x) -> {
          double fromX = middleX + cos * (x - middleX) - sin * (y - middleY);
          double fromY = middleY + sin * (x - middleX) + cos * (y - middleY);
          return between(image, c, fromY, fromX);
        });
  }

  /** Interpolates between four pixels. */
  private static float between(Image image, int c, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double down = y - top;
    double across = x - left;
    double above =
        (1 - across) * image.at(c, top, left, 0) + across * image.at(c, top, left + 1, 0);
    double below =
        (1 - across) * image.at(c, top + 1, left, 0) + across * image.at(c, top + 1, left + 1, 0);
    return (float) ((1 - down) * above + down * below);
  }
}
