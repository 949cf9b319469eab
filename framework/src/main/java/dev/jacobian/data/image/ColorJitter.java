package dev.jacobian.data.image;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Generator;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes brightness, contrast, saturation and hue by chance, in an order by chance. A factor lies
 * in {@code [max(0, 1 - strength), 1 + strength]}, a turn of the hue in {@code [-hue, hue]}; values
 * are kept in [0, 1]. Grey images have no saturation and no hue. PyTorch equivalent: {@code
 * torchvision.transforms.ColorJitter}.
 *
 * @param brightness strength of the change of all values
 * @param contrast strength of the change of distances from the mean luma
 * @param saturation strength of the change of distances from each pixel's luma
 * @param hue the largest turn of the colours' circle, as a part of it
 */
public record ColorJitter(
    @Option(min = 0) double brightness,
    @Option(min = 0) double contrast,
    @Option(min = 0) double saturation,
    @Option(min = 0, max = 0.5) double hue)
    implements ImageTransform {
  /**
   * Checks the strengths.
   *
   * @throws dev.jacobian.shape.OptionException if one is out of range
   */
  public ColorJitter {
    OptionRanges.require(ColorJitter.class, brightness, contrast, saturation, hue);
  }

  /** One of the four changes. */
  private interface Change {
    Image apply(Image image);
  }

  @Override
  public Image apply(Image image, Generator generator) {
    double light = factor(generator, brightness);
    double distance = factor(generator, contrast);
    double colour = factor(generator, saturation);
    double turn = ImageTransform.uniform(generator, -hue, hue);
    List<Change> changes =
        new ArrayList<>(
            List.of(
                from -> brightness == 0 ? from : brighten(from, light),
                from -> contrast == 0 ? from : contrast(from, distance),
                from -> saturation == 0 ? from : saturate(from, colour),
                from -> hue == 0 ? from : turn(from, turn)));
    Image changed = image;
    while (!changes.isEmpty()) {
      changed = changes.remove(ImageTransform.below(generator, changes.size())).apply(changed);
    }
    return changed;
  }

  private static double factor(Generator generator, double strength) {
    return ImageTransform.uniform(generator, Math.max(0, 1 - strength), 1 + strength);
  }

  static Image brighten(Image image, double factor) {
    return image.map((c, y, x) -> blend(image.at(c, y, x), 0, factor));
  }

  static Image contrast(Image image, double factor) {
    double sum = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        sum += grey(image, y, x);
      }
    }
    double mean = sum / (image.height() * image.width());
    return image.map((c, y, x) -> blend(image.at(c, y, x), mean, factor));
  }

  static Image saturate(Image image, double factor) {
    return image.channels() == 1
        ? image
        : image.map((c, y, x) -> blend(image.at(c, y, x), grey(image, y, x), factor));
  }

  private static float grey(Image image, int y, int x) {
    return image.channels() == 1 ? image.at(0, y, x) : Channels.luma(image, y, x);
  }

  private static float blend(double value, double other, double factor) {
    return (float) Math.max(0, Math.min(1, factor * value + (1 - factor) * other));
  }

  /**
   * Turns the hue. With {@code V = max}, {@code S = (max - min) / max} and the hue H in sixths of
   * the circle, a channel is {@code V - V S max(0, min(k, 4 - k, 1))} with {@code k = (n + H) mod
   * 6}, n being 5, 3 and 1 for red, green and blue.
   */
  static Image turn(Image image, double turn) {
    if (image.channels() == 1) {
      return image;
    }
    return image.map(
        (c, y, x) -> {
          double red = image.at(0, y, x);
          double green = image.at(1, y, x);
          double blue = image.at(2, y, x);
          double most = Math.max(red, Math.max(green, blue));
          double range = most - Math.min(red, Math.min(green, blue));
          if (range == 0) {
            return (float) most;
          }
          double sixths =
              most == red
                  ? (green - blue) / range
                  : most == green ? 2 + (blue - red) / range : 4 + (red - green) / range;
          double k = ((5 - 2 * c + sixths + 6 * turn) % 6 + 6) % 6;
          return (float) (most - range * Math.max(0, Math.min(Math.min(k, 4 - k), 1)));
        });
  }
}
