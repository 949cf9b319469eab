package dev.jacobian.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data and configurations that come with the examples, as files. */
final class BundledFiles {
  private BundledFiles() {}

  /**
   * Returns a new folder with copies of some files, deleted when the JVM ends.
   *
   * @param names such as {@code data/norris.csv}, which are kept
   */
  static Path temporaryFolder(String... names) {
    try {
      Path folder = Files.createTempDirectory("jacobian-example");
      folder.toFile().deleteOnExit();
      for (String name : names) {
        copy(name, folder);
        deleteOnExit(folder, name);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(String name, Path folder) throws IOException {
    try (InputStream in = BundledFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.copy(in, file);
    }
  }

  /** Marks a file and its folders for deletion, folders first: the JVM deletes in reverse order. */
  private static void deleteOnExit(Path folder, String name) {
    Path relative = Path.of(name);
    for (int i = 1; i <= relative.getNameCount(); i++) {
      folder.resolve(relative.subpath(0, i)).toFile().deleteOnExit();
    }
  }
}
