package dev.jacobian.trainers.config.keys;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file as a configuration names it.
 *
 * @param text what stands there
 * @param place where it stands
 */
public record FileName(String text, KeyPlace place) {
  static final ValueType<FileName> TYPE = ValueType.of("a file name", FileName::read);

  /**
   * Returns the path; a relative one starts at the folder of the configuration, but one from {@code
   * --set} where the user stands.
   */
  public Path resolve() {
    boolean fromFile = place.line() > 0;
    Path path = Path.of(text);
    return fromFile ? Path.of(place.source()).resolveSibling(path).normalize() : path;
  }

  /**
   * Returns the path of a file that exists.
   *
   * @param kind what is expected there: "a CSV file"
   */
  public Path existing(String kind) {
    Path path = existingOrFolder(kind);
    if (Files.isDirectory(path)) {
      throw absent(path + " is a folder", kind);
    }
    return path;
  }

  /**
   * Returns the path of a file or a folder that exists.
   *
   * @param kind what is expected there: "a folder of images"
   */
  public Path existingOrFolder(String kind) {
    Path path = resolve();
    if (!Files.exists(path)) {
      throw absent("there is no file " + path, kind);
    }
    if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw new ConfigException(
          place,
          path + " is no file, but a pipe or a device, which can be read only once",
          kind,
          "save what comes out of it as a file; predict --input takes pipes");
    }
    return path;
  }

  private ConfigException absent(String problem, String kind) {
    return new ConfigException(
        place,
        problem,
        kind
            + (place.line() > 0
                ? ", named relative to the folder of the configuration"
                : ", named relative to the current folder"));
  }

  @Override
  public String toString() {
    return text;
  }

  private static @Nullable FileName read(YamlNode node) {
    String text = ValueType.text().read(node);
    if (text == null) {
      return null;
    }
    try {
      return Path.of(text).toString().isEmpty() ? null : new FileName(text, node.place());
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
