package dev.jacobian.trainers.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file as a configuration names it.
 *
 * @param path what stands there
 * @param place where it stands
 */
record FileName(Path path, Place place) {
  static final ValueType<FileName> TYPE = ValueType.of("a file name", FileName::read);

  /**
   * Returns the path; a relative one starts at {@code folder}, but one from {@code --set} where the
   * user stands.
   */
  Path resolve(Path folder) {
    boolean fromFile = place.line() > 0;
    return fromFile ? folder.resolve(path).normalize() : path;
  }

  private static @Nullable FileName read(YamlNode node) {
    String text = ValueType.text().read(node);
    try {
      return text == null ? null : new FileName(Path.of(text), node.place());
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
