package dev.jacobian.device.cuda;

import dev.jacobian.device.ByteSize;
import dev.jacobian.kernel.compiled.KernelFiles;
import dev.jacobian.kernel.compiled.KernelSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NVIDIA's libraries as Maven brings them: in jars of {@code org.bytedeco:cuda}, whose folder is
 * that of JavaCPP's presets. The system loads files only, so that a library is unpacked, with its
 * parts, when it is first wanted, and stays in the cache folder.
 */
final class RedistributedLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(RedistributedLibraries.class);

  /** Whose jar they are in. */
  static final String ARTIFACT = "org.bytedeco:cuda, redist";

  private final ClassLoader loader;
  private final Path cache;

  /**
   * Makes a look at the class path.
   *
   * @param cache the folder for what is made once; a folder in it is for these libraries
   */
  RedistributedLibraries(ClassLoader loader, Path cache) {
    this.loader = loader;
    this.cache = cache.resolve("libraries");
  }

  /**
   * Returns the file of a library, unpacked, or nothing if no jar has one.
   *
   * @param library for example {@code cublas}
   * @param names of its file, the preferred one first
   * @throws IOException if it cannot be unpacked; the text says why
   */
  List<String> find(String library, List<String> names) throws IOException {
    for (String name : names) {
      URL found = loader.getResource(folder() + name);
      if (found != null && found.openConnection() instanceof JarURLConnection connection) {
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
          return List.of(unpacked(jar, library, connection.getJarEntry()).resolve(name).toString());
        }
      }
    }
    return List.of();
  }

  private static String folder() {
    boolean isArm = "aarch64".equals(System.getProperty("os.arch"));
    return "org/bytedeco/cuda/" + (isArm ? "linux-arm64" : "linux-x86_64") + "/";
  }

  /** Returns the folder with a library and its parts, whose names begin as its name does. */
  private Path unpacked(JarFile jar, String library, JarEntry main) throws IOException {
    List<JarEntry> parts =
        jar.stream()
            .filter(entry -> entry.getName().startsWith(folder() + "lib" + library))
            .toList();
    KernelFiles files = KernelFiles.open(cache, "");
    Path folder = cache.resolve(library + "-" + Long.toHexString(main.getCrc()));
    if (!isWhole(folder, parts)) {
      requireRoom(cache, parts.stream().mapToLong(JarEntry::getSize).sum());
      LOG.info("unpacking {} of {} to {}, once", library, jar.getName(), folder);
      files.inNewFolder(
          made -> {
            Path fresh = Files.createDirectory(made.resolve(library));
            for (JarEntry part : parts) {
              try (InputStream in = jar.getInputStream(part)) {
                Files.copy(in, fresh.resolve(name(part)));
              }
            }
            // Meanwhile another process may have put the same there, and use it.
            if (Files.isDirectory(folder) && !isWhole(folder, parts)) {
              Files.move(folder, made.resolve("torn"), StandardCopyOption.ATOMIC_MOVE);
            }
            return move(fresh, folder, parts);
          });
    }
    return folder;
  }

  /**
   * Looks for room before anything is written, since a disk that is full says no name of a folder.
   *
   * @throws IOException if there is less
   */
  static void requireRoom(Path folder, long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new IOException(
          folder
              + " has "
              + ByteSize.format(free)
              + " left, and "
              + ByteSize.format(bytes)
              + " are needed: make room, or name another folder by "
              + KernelSettings.CACHE_PROPERTY);
    }
  }

  /** Moves a folder to where another process may have put the same. */
  private static Path move(Path fresh, Path folder, List<JarEntry> parts) throws IOException {
    try {
      return Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (isWhole(folder, parts)) {
        return folder;
      }
      throw e;
    }
  }

  private static boolean isWhole(Path folder, List<JarEntry> parts) throws IOException {
    for (JarEntry part : parts) {
      Path file = folder.resolve(name(part));
      if (!Files.isRegularFile(file) || Files.size(file) != part.getSize()) {
        return false;
      }
    }
    return true;
  }

  private static String name(JarEntry entry) {
    return entry.getName().substring(folder().length());
  }
}
