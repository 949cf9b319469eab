package dev.jacobian.trainers.config.data;

import dev.jacobian.data.image.ImageFolder;
import dev.jacobian.trainers.config.keys.FileName;
import java.nio.file.Path;
import java.util.List;

/**
 * Images of classes.
 *
 * @param root the folder of a folder for each class, a zip archive of it, or a file in MNIST's
 *     format
 */
public record ImageRows(Path root) implements RowSource {
  private static final String EXPECTED =
      "a folder with a folder of images for each class, a zip archive of one, or a file of images in"
          + " MNIST's format";

  /** Returns the images that a configuration names. */
  static ImageRows of(FileName name) {
    return new ImageRows(name.existingOrFolder(EXPECTED));
  }

  @Override
  public List<Path> files() {
    return ImageFolder.files(root);
  }

  @Override
  public String key() {
    return "images";
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public ImageRows in(FileName other) {
    return of(other);
  }

  @Override
  public boolean isInMemory() {
    return true;
  }
}
