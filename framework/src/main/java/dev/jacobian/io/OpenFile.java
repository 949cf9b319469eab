package dev.jacobian.io;

import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file that is read by position, in any order, without a map of it. */
public final class OpenFile implements AutoCloseable {
  private final Path path;
  private final String kind;
  private final FileChannel channel;
  private final long size;

  private OpenFile(Path path, String kind, FileChannel channel, long size) {
    this.path = path;
    this.kind = kind;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @param kind what it should be, with its article, for errors: {@code a Parquet file}
   * @throws FileFormatException if there is none, or it cannot be read
   */
  public static OpenFile of(Path path, String kind) {
    try (Uninterrupted work = Uninterrupted.begin()) {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new FileFormatException(
            path + " is " + (Files.isDirectory(path) ? "a folder" : "a pipe or a device"),
            kind,
            Files.isDirectory(path) ? "name one file" : "save what comes out of it as a file");
      }
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new OpenFile(path, kind, channel, channel.size());
    } catch (NoSuchFileException e) {
      throw new FileFormatException(path + ": there is no such file", kind, null, e);
    } catch (IOException e) {
      throw unreadable(path, kind, e);
    }
  }

  private static FileFormatException unreadable(Path path, String kind, IOException cause) {
    return new FileFormatException(
        path + ": the file cannot be read: " + FileErrors.reason(cause), kind, null, cause);
  }

  /** Returns its path. */
  public Path path() {
    return path;
  }

  /** Returns how many bytes it had when it was opened. */
  public long size() {
    return size;
  }

  /**
   * Reads some bytes.
   *
   * @param what they are, for errors: {@code the footer}
   * @throws FileFormatException if the file has no such bytes, or the heap no room for them
   */
  public byte[] read(String what, long position, long length) {
    if (position < 0 || length < 0 || length > size || position > size - length) {
      throw broken(
          what + " has " + length + " bytes from " + position + ", but the file has " + size);
    }
    requireRoom(what, length);
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    try (Uninterrupted work = Uninterrupted.begin()) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, position + bytes.position()) < 0) {
          throw broken("it became shorter while it was read");
        }
      }
    } catch (IOException e) {
      throw unreadable(path, kind, e);
    }
    return bytes.array();
  }

  /**
   * Checks that so many bytes have room in one Java array.
   *
   * @param what they are, for errors
   * @throws FileFormatException if not
   */
  public void requireRoom(String what, long length) {
    long most = Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory());
    if (length < 0 || length > most) {
      throw new FileFormatException(
          path + ": " + what + " takes " + length + " bytes at once",
          "at most " + most + ", the room of the Java heap",
          "write the file in smaller parts (row groups, pages or batches), or give Java more memory");
    }
  }

  /**
   * Makes something of the file's bytes, and says of what cannot be read which file has it.
   *
   * @param what is read, for errors: {@code the footer}
   * @throws FileFormatException if the bytes are wrong, or of a kind that is not read
   */
  public <T extends @Nullable Object> T reading(String what, Supplier<T> read) {
    try {
      return read.get();
    } catch (UnsupportedFileException e) {
      throw new FileFormatException(
          path + ": " + what + ": " + e.getMessage(), e.expected(), e.fix(), e);
    } catch (DamagedFileException | IndexOutOfBoundsException | ArithmeticException e) {
      throw broken(what + ": " + e.getMessage(), e);
    }
  }

  /** Returns the error of a file whose content cannot be right. */
  public FileFormatException broken(String why) {
    return broken(why, null);
  }

  /** Returns the error of a file whose content cannot be right, as another error tells. */
  public FileFormatException broken(String why, @Nullable Throwable cause) {
    return new FileFormatException(
        path + ": the file is damaged, or no " + kind.substring(kind.indexOf(' ') + 1) + ": " + why,
        kind + " as it was written",
        "copy or write it again",
        cause);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(path, kind, e);
    }
  }
}
