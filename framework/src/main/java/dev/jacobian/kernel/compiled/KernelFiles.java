package dev.jacobian.kernel.compiled;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled kernels in a folder, for all processes of a user: libraries, or files of classes. A
 * file's name holds its key and the checksum of its content; it appears under that name at once,
 * when it is whole. What does not have its checksum is never loaded, and made anew. Files lie in
 * drawers by the first letters of their keys, so that finding one takes no longer when there are
 * thousands.
 *
 * <p>Who may write into the folder may run code in every process that uses it. So a folder that
 * others own, or may write to, is refused.
 */
public final class KernelFiles {
  private static final Logger LOG = LoggerFactory.getLogger(KernelFiles.class);
  private static final String UNFINISHED = "new-";
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 0022;

  private static final Object ROOT = 0;

  private static final int DRAWER_LETTERS = 2;

  /** The most files of a drawer, of which there are 256; beyond, the older half goes. */
  private static final int CAPACITY = 24;

  private final Path folder;
  private final String suffix;

  private KernelFiles(Path folder, String suffix) {
    this.folder = folder;
    this.suffix = suffix;
  }

  /** Makes a file in an empty folder. */
  @FunctionalInterface
  public interface Maker {
    /** Returns the file. */
    Path make(Path folder) throws IOException;
  }

  /**
   * Opens a folder, which is made if it is not there.
   *
   * @param suffix how the names of the files end, for example {@code .so}
   * @throws IOException if others may write to it, or it cannot be made; the text says so
   */
  public static KernelFiles open(Path wanted, String suffix) throws IOException {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
      throw new IOException("compiled kernels are kept on Linux and macOS only");
    }
    if (!Files.isDirectory(wanted)) {
      try {
        Files.createDirectories(
            wanted,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (FileSystemException e) {
        throw new IOException(
            "the folder "
                + wanted
                + " for compiled kernels cannot be made: name another one by "
                + KernelSettings.CACHE_PROPERTY,
            e);
      }
    }
    Path folder = wanted.toRealPath();
    Object me = me();
    for (Path place = folder; place != null; place = place.getParent()) {
      int mode = (int) Files.getAttribute(place, "unix:mode");
      // Who may write to a folder that is not sticky may exchange what lies in it.
      boolean isShared = (mode & WRITABLE_BY_OTHERS) != 0;
      boolean isSafe = place != folder && (mode & STICKY) != 0;
      Object owner = owner(place);
      if ((isShared && !isSafe) || !(owner.equals(me) || (place != folder && owner.equals(ROOT)))) {
        throw new IOException(
            (isShared ? "other users may write to " : "another user owns ")
                + place
                + ", and could put code into "
                + folder
                + ": change that, or name another folder by "
                + KernelSettings.CACHE_PROPERTY);
      }
    }
    return new KernelFiles(folder, suffix);
  }

  private static Object owner(Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns the user of this process, who owns what it makes. */
  private static Object me() throws IOException {
    Path file = Files.createTempFile("jacobian", null);
    try {
      return owner(file);
    } finally {
      Files.delete(file);
    }
  }

  /** Returns a text's or file's checksum. */
  static String digest(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Returns the file of a key, made if it is not there or not whole.
   *
   * @param identity all that it depends on
   */
  public Path get(String identity, Maker maker) throws IOException {
    String key = digest(identity.getBytes(StandardCharsets.UTF_8));
    Path known = find(key);
    return known == null ? add(key, maker) : known;
  }

  private Path drawer(String key) {
    return folder.resolve(key.substring(0, DRAWER_LETTERS));
  }

  private @Nullable Path find(String key) throws IOException {
    String[] names = drawer(key).toFile().list();
    if (names == null) {
      return null;
    }
    for (String name : names) {
      if (name.startsWith(key) && name.endsWith(suffix)) {
        Path file = drawer(key).resolve(name);
        if (isWhole(file, key)) {
          return file;
        }
        LOG.info("{} is not what was written, and is made anew", file);
        Files.deleteIfExists(file);
      }
    }
    return null;
  }

  private boolean isWhole(Path file, String key) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && owner(file).equals(owner(folder))
          && file.getFileName().toString().equals(name(key, Files.readAllBytes(file)));
    } catch (IOException e) {
      return false;
    }
  }

  private String name(String key, byte[] content) {
    return key + "-" + digest(content) + suffix;
  }

  private Path add(String key, Maker maker) throws IOException {
    return inNewFolder(
        made -> {
          Path file = maker.make(made);
          Path drawer = Files.createDirectories(drawer(key));
          removeOldest(drawer);
          Path target = drawer.resolve(name(key, Files.readAllBytes(file)));
          return Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        });
  }

  /** Does work in a folder that is gone afterwards. */
  public <T> T inNewFolder(Work<T> work) throws IOException {
    Path made;
    removeUnfinished();
    try {
      made = Files.createTempDirectory(folder, UNFINISHED);
    } catch (FileSystemException e) {
      throw new IOException(
          "nothing can be written to "
              + folder
              + ": name another folder by "
              + KernelSettings.CACHE_PROPERTY,
          e);
    }
    try {
      return work.in(made);
    } finally {
      remove(made);
    }
  }

  /** What needs a folder for a while. */
  @FunctionalInterface
  public interface Work<T> {
    /** Returns the outcome. */
    T in(Path folder) throws IOException;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      // Somebody else removes it at this moment.
      throw e.getCause();
    }
  }

  private static void removeOldest(Path drawer) throws IOException {
    List<Path> all = files(drawer);
    if (all.size() > CAPACITY) {
      all.sort(Comparator.comparing(KernelFiles::modified));
      for (Path file : all.subList(0, CAPACITY / 2)) {
        removeIfPossible(file);
      }
    }
  }

  /** Removes what processes left that were killed. */
  private void removeUnfinished() throws IOException {
    long yesterday = System.currentTimeMillis() - Duration.ofDays(1).toMillis();
    for (Path file : files(folder)) {
      boolean isUnfinished = file.getFileName().toString().startsWith(UNFINISHED);
      if (isUnfinished && modified(file) < yesterday) {
        removeIfPossible(file);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.toList());
    }
  }

  private static void removeIfPossible(Path file) {
    try {
      remove(file);
    } catch (IOException e) {
      LOG.debug("{} was left", file, e);
    }
  }

  private static long modified(Path file) {
    return file.toFile().lastModified();
  }
}
