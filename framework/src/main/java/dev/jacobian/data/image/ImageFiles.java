package dev.jacobian.data.image;

import dev.jacobian.io.FileErrors;
import dev.jacobian.shape.DataException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files of a folder or of a zip archive, by their names below it. Safe for several threads. */
interface ImageFiles {
  /** Returns the names, with {@code /} between folders; those of folders end with one. */
  List<String> names();

  /** Returns the bytes of a file. */
  byte[] read(String name);

  /** Returns what errors call a file. */
  String where(String name);

  /** Returns a file's path, or its name in the archive. */
  default String path(String name) {
    return where(name);
  }

  /**
   * Lists a folder, whose symbolic links are followed, or opens an archive.
   *
   * @throws DataException if it is neither
   */
  static ImageFiles of(Path root) {
    return Files.isDirectory(root) ? Folder.of(root) : Archive.of(root);
  }

  /**
   * Lists a folder, opens an archive, or names a single image.
   *
   * @throws DataException if it is none of them
   */
  static ImageFiles ofAny(Path place) {
    Path name = place.toAbsolutePath().getFileName();
    return Files.isRegularFile(place) && name != null && ClassFiles.isImage(name.toString())
        ? new Folder(place.resolveSibling(""), List.of(name.toString()))
        : of(place);
  }

  /** Files that lie in a folder. */
  record Folder(Path root, List<String> names) implements ImageFiles {
    static Folder of(Path root) {
      try (Stream<Path> found = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
        List<String> names =
            found.filter(path -> !path.equals(root)).map(path -> name(root, path)).toList();
        return new Folder(root, names);
      } catch (IOException e) {
        throw FileErrors.cannotRead(root, e);
      }
    }

    private static String name(Path root, Path path) {
      String name = root.relativize(path).toString().replace(File.separatorChar, '/');
      return Files.isDirectory(path) ? name + "/" : name;
    }

    @Override
    public byte[] read(String name) {
      Path file = root.resolve(name);
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw FileErrors.cannotRead(file, e);
      }
    }

    @Override
    public String where(String name) {
      return root.resolve(name).toString();
    }
  }

  /** Files of a zip archive, which stays open for as long as this is reachable. */
  record Archive(Path root, ZipFile zip, List<String> names) implements ImageFiles {
    static Archive of(Path root) {
      try {
        ZipFile zip = new ZipFile(root.toFile());
        List<String> names = new ArrayList<>();
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
          names.add(entries.nextElement().getName());
        }
        return new Archive(root, zip, names);
      } catch (IOException e) {
        throw new DataException(
            "images '" + root + "': " + FileErrors.reason(e),
            "a folder, or a zip archive, with a folder of images for each class",
            null,
            e);
      }
    }

    @Override
    public byte[] read(String name) {
      try {
        return zip.getInputStream(zip.getEntry(name)).readAllBytes();
      } catch (IOException e) {
        throw new DataException(
            where(name) + ": " + FileErrors.reason(e), "a whole archive", null, e);
      }
    }

    @Override
    public String path(String name) {
      return name;
    }

    @Override
    public String where(String name) {
      return root + ", " + name;
    }
  }
}
