package dev.jacobian.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces files as a whole: the new contents are written beside the old file, forced to the disk,
 * and moved over it in one step. Whoever reads the path finds the old contents or the new ones,
 * also after a crash or a full disk.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes a file's contents. */
  @FunctionalInterface
  public interface Contents {
    /** Writes everything to a channel that stands at its start. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes {@code contents} to {@code file}.
   *
   * @param file in a folder that exists
   * @throws UncheckedIOException if that fails; what was at {@code file} stays, and nothing is left
   *     beside it
   */
  public static void replace(Path file, Contents contents) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UncheckedIOException(
          new IOException(
              "cannot write '"
                  + file
                  + "': there is no folder '"
                  + folder
                  + "'; expected the folder to exist; fix: create it first"));
    }
    try {
      writeBeside(target, folder, contents);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write '" + file + "': " + e, e);
    }
  }

  private static void writeBeside(Path target, Path folder, Contents contents) throws IOException {
    Path temporary = createBeside(target, folder);
    boolean moved = false;
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        contents.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      moved = true;
    } finally {
      // Once moved, the temporary name may already be another writer's.
      if (!moved) {
        Files.deleteIfExists(temporary);
      }
    }
    forceFolder(folder);
  }

  /**
   * Creates an empty file with a name that nobody uses and the permissions that any new file gets.
   */
  private static Path createBeside(Path target, Path folder) throws IOException {
    String prefix = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".";
    for (int number = 0; ; number++) {
      try {
        return Files.createFile(folder.resolve(prefix + number + ".tmp"));
      } catch (FileAlreadyExistsException e) {
        // Another thread is writing, or another process with this id crashed: take the next number.
      }
    }
  }

  /** Makes the new name survive a power cut, where the system lets a folder be forced at all. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open folders; it orders the rename itself.
    }
  }
}
