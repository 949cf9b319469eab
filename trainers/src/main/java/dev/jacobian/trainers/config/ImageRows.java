package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.FileName;
import java.nio.file.Path;
import java.util.List;

/**
 * Images in a folder for each class.
 *
 * @param root the folder of these folders, or a zip archive of it
 */
public record ImageRows(Path root) implements RowSource {
  private static final String EXPECTED =
      "a folder with a folder of images for each class, or a zip archive of one";

  /** Returns the images that a configuration names. */
  static ImageRows of(FileName name) {
    return new ImageRows(name.existingOrFolder(EXPECTED));
  }

  @Override
  public List<Path> files() {
    return List.of(root);
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
