package dev.jacobian.data.image;

/**
 * One image on the heap, as transforms see it.
 *
 * @param values the values of channel c, row y, column x at {@code (c * height + y) * width + x},
 *     in [0, 1] as they are decoded; not copied, and not changed by transforms
 * @param channels 1 for grey, 3 for red, green and blue
 * @param height in pixels
 * @param width in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of images: no copy of each.
public record Image(float[] values, int channels, int height, int width) {
  /** The value of a pixel in a channel. */
  @FunctionalInterface
  public interface Pixel {
    /** Returns the value of channel c in row y and column x. */
    float at(int c, int y, int x);
  }

  /** Makes an image of what a function says of each pixel. */
  public static Image of(int channels, int height, int width, Pixel pixel) {
    float[] values = new float[channels * height * width];
    int at = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          values[at++] = pixel.at(c, y, x);
        }
      }
    }
    return new Image(values, channels, height, width);
  }

  /** Returns an image of this size, of what a function says of each pixel. */
  public Image map(Pixel pixel) {
    return of(channels, height, width, pixel);
  }

  /** Returns a value. */
  public float at(int c, int y, int x) {
    return values[(c * height + y) * width + x];
  }

  /** Returns a value, or what is given for all outside the image. */
  public float at(int c, int y, int x, float outside) {
    return y >= 0 && y < height && x >= 0 && x < width ? at(c, y, x) : outside;
  }

  /** Returns the part that begins in a row and column. */
  Image crop(int top, int left, int rows, int columns) {
    return rows == height && columns == width
        ? this
        : of(channels, rows, columns, (c, y, x) -> at(c, top + y, left + x));
  }
}
