package dev.jacobian.data.image;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.tensor.Tensor;

/** Images that are decoded when they are asked for, and made alike. */
final class FittedImages {
  private final ImageSource source;
  private final ImageFolder.Options options;
  private final ImageSize size;
  private final int channels;

  /** Decodes the first image, which says what is left open. */
  FittedImages(ImageSource source, ImageFolder.Options options) {
    this.source = source;
    this.options = options;
    Image first = options.channels().of(source.image(0));
    this.size = options.size().orElseGet(() -> new ImageSize(first.height(), first.width()));
    this.channels = first.channels();
  }

  /** Returns the number of images. */
  int count() {
    return source.count();
  }

  /** Returns the size of all images. */
  ImageSize size() {
    return size;
  }

  /** Returns the channels of all images. */
  int channels() {
    return channels;
  }

  /** Returns what errors call an image. */
  String file(int row) {
    return source.file(row);
  }

  /** Returns an image's path, or its name in the archive. */
  String path(int row) {
    return source.path(row);
  }

  /** Returns images, float32 {@code [n, channels, height, width]}. */
  Tensor gather(long[] rows) {
    int length = channels * size.height() * size.width();
    float[] values = new float[Math.multiplyExact(rows.length, length)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(fitted((int) rows[i]).values(), 0, values, i * length, length);
    }
    return Tensor.of(values, rows.length, channels, size.height(), size.width());
  }

  private Image fitted(int row) {
    Image image = options.fitted(source.image(row));
    if (image.channels() != channels) {
      throw Channels.mixed(file(row), image.channels(), file(0), channels);
    }
    if (image.height() != size.height() || image.width() != size.width()) {
      throw new DataException(
          file(row)
              + ": "
              + image.height()
              + " x "
              + image.width()
              + " pixels, but "
              + file(0)
              + " has "
              + size,
          "images of one size",
          Fix.of(
              "choose the size: withSize(" + size.height() + ", " + size.width() + ")",
              "choose the size: data.size"));
    }
    return image;
  }
}
