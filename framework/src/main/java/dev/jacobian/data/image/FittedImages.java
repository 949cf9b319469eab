package dev.jacobian.data.image;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/** Files that are decoded when they are asked for, and made alike. */
final class FittedImages {
  private final ImageFiles files;
  private final List<String> names;
  private final ImageFolder.Options options;
  private final ImageSize size;
  private final int channels;

  /** Decodes the first file, which says what is left open. */
  FittedImages(ImageFiles files, List<String> names, ImageFolder.Options options) {
    this.files = files;
    this.names = names;
    this.options = options;
    Image first = options.channels().of(decode(0));
    this.size = options.size().orElseGet(() -> new ImageSize(first.height(), first.width()));
    this.channels = first.channels();
  }

  /** Returns the number of files. */
  int count() {
    return names.size();
  }

  /** Returns the size of all images. */
  ImageSize size() {
    return size;
  }

  /** Returns the channels of all images. */
  int channels() {
    return channels;
  }

  /** Returns what errors call a file. */
  String file(int row) {
    return files.where(names.get(row));
  }

  /** Returns a file's path, or its name in the archive. */
  String path(int row) {
    return files.path(names.get(row));
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

  private Image decode(int row) {
    String name = names.get(row);
    return ImageDecoder.decode(files.where(name), files.read(name));
  }

  private Image fitted(int row) {
    Image image = options.fitted(decode(row));
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
