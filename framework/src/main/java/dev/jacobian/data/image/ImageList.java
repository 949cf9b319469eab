package dev.jacobian.data.image;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.DataChecks;
import dev.jacobian.io.IdxFile;
import dev.jacobian.shape.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Images whose classes are not known, to be predicted: those anywhere in a folder or a zip archive,
 * in the order of their names, or a single file. Inputs are those of an {@link ImageFolder}; there
 * are no targets.
 */
public final class ImageList implements Dataset {
  private final FittedImages images;

  private ImageList(FittedImages images) {
    this.images = images;
  }

  /**
   * Lists the images and decodes the first.
   *
   * @param place a folder, a zip archive, an image, or a file of images in MNIST's format
   * @param options the class names of which are not looked at
   * @throws DataException if there is no image, or the first cannot be decoded
   */
  public static ImageList open(Path place, ImageFolder.Options options) {
    if (IdxFile.isIdx(place)) {
      return new ImageList(new FittedImages(IdxImages.read(place), options));
    }
    ImageFiles files = ImageFiles.ofAny(place);
    List<String> names = ClassFiles.visible(files).stream().filter(ClassFiles::isImage).toList();
    if (names.isEmpty()) {
      throw new DataException(
          "images '" + place + "': there is none",
          "files with names that end in " + ClassFiles.ENDINGS);
    }
    ImageSource images = new ImageSource.Decoded(files, names.stream().sorted().toList());
    return new ImageList(new FittedImages(images, options));
  }

  /** Returns whether a place is a folder, or its name that of an image or a zip archive. */
  public static boolean isNamed(Path place) {
    String name = place.toString();
    return Files.isDirectory(place)
        || ClassFiles.isImage(name)
        || name.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  /** Returns the path of a row's file, its name in the archive, or its number. */
  public String file(int row) {
    return images.path(row);
  }

  @Override
  public long size() {
    return images.count();
  }

  /**
   * {@inheritDoc}
   *
   * @throws DataException also if a file is no image, a damaged one, or one of another size or
   *     channels that nothing was said about; the message has its name
   */
  @Override
  public Batch gather(long[] indices) {
    DataChecks.requireInside("gather", indices, indices.length, 0, size());
    return new Batch(List.of(images.gather(indices)), List.of());
  }
}
