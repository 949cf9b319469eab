package dev.jacobian.data.image;

/**
 * Resizes images by linear interpolation; where an image becomes smaller, the triangle is as wide
 * as the pixels of the result, so that none of the image is skipped. As PyTorch's {@code
 * interpolate(mode='bilinear', antialias=True)}, and PIL's {@code resize(..., BILINEAR)}, which
 * rounds to bytes.
 */
final class Resizing {
  private Resizing() {}

  /**
   * The weights of a result's pixel, along one axis: of the image's pixels from {@code first} on.
   */
  @SuppressWarnings("ArrayRecordComponent") // Made and used here.
  private record Taps(int first, float[] weights) {
    static Taps[] of(int from, int to) {
      double scale = (double) from / to;
      double reach = Math.max(scale, 1);
      Taps[] taps = new Taps[to];
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int first = Math.max(0, (int) (centre - reach + 0.5));
        int end = Math.min(from, (int) (centre + reach + 0.5));
        double[] triangle = new double[end - first];
        double sum = 0;
        for (int j = 0; j < triangle.length; j++) {
          triangle[j] = Math.max(0, 1 - Math.abs((first + j + 0.5 - centre) / reach));
          sum += triangle[j];
        }
        float[] weights = new float[triangle.length];
        for (int j = 0; j < weights.length; j++) {
          weights[j] = (float) (triangle[j] / sum);
        }
        taps[i] = new Taps(first, weights);
      }
      return taps;
    }

    /** Returns the sum of weighted values that lie {@code stride} apart. */
    float sum(float[] values, int start, int stride) {
      float sum = 0;
      for (int j = 0; j < weights.length; j++) {
        sum += weights[j] * values[start + (first + j) * stride];
      }
      return sum;
    }
  }

  static Image resize(Image image, ImageSize size) {
    Image narrow = image;
    if (image.width() != size.width()) {
      Taps[] across = Taps.of(image.width(), size.width());
      narrow =
          Image.of(
              image.channels(),
              image.height(),
              size.width(),
              (c, y, x) ->
                  across[x].sum(image.values(), (c * image.height() + y) * image.width(), 1));
    }
    if (image.height() == size.height()) {
      return narrow;
    }
    Taps[] down = Taps.of(image.height(), size.height());
    float[] values = narrow.values();
    int area = image.height() * size.width();
    return Image.of(
        image.channels(),
        size.height(),
        size.width(),
        (c, y, x) -> down[y].sum(values, c * area + x, size.width()));
  }
}
