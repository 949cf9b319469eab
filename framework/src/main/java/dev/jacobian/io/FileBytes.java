package dev.jacobian.io;

import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of an open file, by position. */
interface FileBytes {
  /** Returns how many there are. */
  long size() throws IOException;

  /**
   * Reads some bytes into the rest of a buffer.
   *
   * @return how many, or -1 at the end, as {@link FileChannel#read(ByteBuffer, long)} does
   */
  int read(ByteBuffer buffer, long position) throws IOException;

  /** Returns the bytes of an open file. */
  static FileBytes of(FileChannel channel) {
    return new FileBytes() {
      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public int read(ByteBuffer buffer, long position) throws IOException {
        return channel.read(buffer, position);
      }
    };
  }

  /** Makes something of a file's bytes. */
  @FunctionalInterface
  interface Reading<T> {
    /** Reads an open file. */
    T from(FileBytes bytes) throws IOException;
  }

  /**
   * Reads a file and closes it.
   *
   * @param where what the file is, with its path, for errors
   * @throws FileFormatException if there is no such file or it cannot be read
   * @throws UncheckedIOException if the thread is interrupted meanwhile, which says nothing of the
   *     file
   */
  static <T> T read(String where, Path file, Reading<T> reading) {
    try (Uninterrupted work = Uninterrupted.begin();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return reading.from(of(channel));
    } catch (NoSuchFileException e) {
      throw new FileFormatException(where + " does not exist", "the path of a file", null, e);
    } catch (ClosedByInterruptException e) {
      throw new UncheckedIOException(where + " was not read: the thread was interrupted", e);
    } catch (IOException e) {
      throw new FileFormatException(
          where + " cannot be read: " + FileErrors.reason(e), "a readable file", null, e);
    }
  }
}
