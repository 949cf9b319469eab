package dev.jacobian.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces files as a whole: the new contents are written beside the old file, forced to the disk,
 * and moved over it in one step. Whoever reads the path finds the old contents or the new ones,
 * also after a crash or a full disk.
 */
public final class AtomicFile {
  /** What {@link #createBeside} makes: the target's name, the process and a number. */
  private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.(\\d{1,18})\\.\\d+\\.tmp");

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
      throw FileErrors.cannotWrite(file, e);
    }
  }

  /**
   * Writes {@code bytes} to {@code file}: see {@link #replace(Path, Contents)}.
   *
   * @param file in a folder that exists
   */
  public static void replace(Path file, byte[] bytes) {
    replace(file, channel -> Elements.writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  private static void writeBeside(Path target, Path folder, Contents contents) throws IOException {
    Path temporary = createBeside(target, folder);
    try {
      try (Uninterrupted work = Uninterrupted.begin();
          FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        contents.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable e) {
      deleteAfter(e, temporary);
      throw e;
    }
    Folders.force(folder);
  }

  /** Deletes what a failed writer has left; that it cannot be deleted must not hide why. */
  private static void deleteAfter(Throwable failure, Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
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

  /**
   * Deletes the temporary files that writers have left which no longer run: there is no process
   * with the writer's id, or it is a later one, which has started after the file was last written.
   *
   * @param targets which files' temporary files
   */
  static void sweep(Path folder, Predicate<String> targets) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher name = TEMPORARY.matcher(String.valueOf(file.getFileName()));
        if (name.matches()
            && targets.test(name.group(1))
            && isLeft(file, Long.parseLong(name.group(2)))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static boolean isLeft(Path file, long writer) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(writer);
    if (process.isEmpty() || !process.get().isAlive()) {
      return true;
    }
    // In a container, a program that starts again mostly has the id that it had before.
    Optional<Instant> start = process.get().info().startInstant();
    return start.isPresent() && lastWritten(file).isBefore(start.get());
  }

  /** Returns when a file was last written; now, if its writer has just moved it. */
  private static Instant lastWritten(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.now();
    }
  }
}
