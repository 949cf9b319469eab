package dev.jacobian.data.image;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.io.IdxFile;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Grey images in a file as MNIST has them, {@code [n, height, width]} bytes, which are kept in
 * memory. Their labels lie beside it, in a file whose name has {@code labels} for {@code images}
 * and {@code idx1} for {@code idx3}.
 */
final class IdxImages implements ImageSource {
  private static final float HIGHEST = 255;
  private static final String COMPRESSED = ".gz";

  private final Path file;
  private final byte[] pixels;
  private final int count;
  private final int height;
  private final int width;

  private IdxImages(Path file, byte[] pixels, Tensor images) {
    this.file = file;
    this.pixels = pixels;
    this.count = (int) images.size(0);
    this.height = (int) images.size(1);
    this.width = (int) images.size(2);
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it holds no images, or none at all
   */
  static IdxImages read(Path file) {
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor images = IdxFile.load(file);
      if (images.shape().rank() != 3 || images.dtype() != DType.INT32 || images.size() == 0) {
        throw new DataException(
            "images '" + file + "': an array of shape " + images.shape() + " and " + images.dtype(),
            "bytes [n, height, width]");
      }
      int[] values = images.toIntArray();
      byte[] pixels = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        if (values[i] < 0 || values[i] > (int) HIGHEST) {
          throw new DataException(
              "images '" + file + "': the value " + values[i], "bytes from 0 to 255");
        }
        pixels[i] = (byte) values[i];
      }
      return new IdxImages(file, pixels, images);
    }
  }

  /**
   * Returns the file of the labels.
   *
   * @throws DataException if there is none
   */
  static Path labelsOf(Path images) {
    String name = String.valueOf(images.getFileName());
    String labels = name.replace("images", "labels").replace("idx3", "idx1");
    String other =
        labels.endsWith(COMPRESSED)
            ? labels.substring(0, labels.length() - COMPRESSED.length())
            : labels + COMPRESSED;
    for (String candidate : List.of(labels, other)) {
      Path file = images.resolveSibling(candidate);
      if (!labels.equals(name) && Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new DataException(
        "images '" + images + "': there are no labels beside the file",
        labels.equals(name)
            ? "a name with 'images' in it, as train-images-idx3-ubyte.gz has"
            : "the file '" + labels + "', compressed by gzip or not");
  }

  /**
   * Reads the labels.
   *
   * @param given the classes in the order of their indices; empty for those that there are
   * @throws DataException if there are not as many as images, or one is none of the classes
   */
  ClassFiles classes(List<String> given) {
    Path place = labelsOf(file);
    int[] labels = labels(place);
    List<String> classes =
        given.isEmpty()
            ? Arrays.stream(labels).distinct().sorted().mapToObj(Integer::toString).toList()
            : List.copyOf(given);
    List<Integer> indices =
        Arrays.stream(labels)
            .map(label -> classes.indexOf(Integer.toString(label)))
            .boxed()
            .toList();
    int unknown = indices.indexOf(-1);
    if (unknown >= 0) {
      throw new DataException(
          "images '" + file + "': the class '" + labels[unknown] + "' in '" + place + "'",
          "one of " + Brief.of(classes));
    }
    return new ClassFiles(classes, List.of(), indices);
  }

  private int[] labels(Path place) {
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor labels = IdxFile.load(place);
      if (labels.shape().rank() != 1 || labels.dtype() != DType.INT32 || labels.size() != count) {
        throw new DataException(
            "images '"
                + file
                + "': labels of shape "
                + labels.shape()
                + " and "
                + labels.dtype()
                + " in '"
                + place
                + "'",
            "one for each of " + count + " images");
      }
      return labels.toIntArray();
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public Image image(int row) {
    int first = row * height * width;
    return Image.of(
        1, height, width, (c, y, x) -> (pixels[first + y * width + x] & 0xFF) / HIGHEST);
  }

  @Override
  public String file(int row) {
    return file + ", image " + row;
  }

  @Override
  public String path(int row) {
    return Integer.toString(row);
  }
}
