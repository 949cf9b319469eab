package dev.jacobian.data.image;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;

/**
 * The size that all images of a data set have.
 *
 * @param height rows of pixels
 * @param width columns of pixels
 */
public record ImageSize(
    @Option(min = 1, max = 1 << 14) int height, @Option(min = 1, max = 1 << 14) int width) {
  /**
   * Checks both.
   *
   * @throws dev.jacobian.shape.OptionException if one is out of range
   */
  public ImageSize {
    OptionRanges.require(ImageSize.class, height, width);
  }

  /** Returns the size of squares. */
  public static ImageSize of(int side) {
    return new ImageSize(side, side);
  }

  @Override
  public String toString() {
    return height + " x " + width;
  }
}
