package dev.jacobian.io;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads an array file from its start to its end. What a header claims is believed only if the file
 * can have so many bytes, so a small file cannot ask for much memory.
 */
final class ArrayStream {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  private final String where;
  private final DataInputStream in;
  private final long mostBytes;
  private long headerBytes;

  /**
   * Starts to read.
   *
   * @param where the file, and the array in it, for errors
   * @param mostBytes no more of them can come
   */
  ArrayStream(String where, InputStream in, long mostBytes) {
    this.where = where;
    this.in = new DataInputStream(in);
    this.mostBytes = mostBytes;
  }

  /** Returns what starts with the array's place and ends with the given words. */
  FileFormatException bad(String what, String expected) {
    return bad(what, expected, null);
  }

  /** Returns what starts with the array's place and ends with the given words. */
  FileFormatException bad(String what, String expected, @Nullable String fix) {
    return new FileFormatException(where + ": " + what, expected, fix, null);
  }

  /** Returns the next bytes of the header. */
  byte[] header(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw bad("the file ends inside its header", "a whole file");
    }
    headerBytes += length;
    return bytes;
  }

  /**
   * Checks sizes that a header claims.
   *
   * @return the shape
   */
  Shape shape(long... sizes) {
    long size = 1;
    for (long dim : sizes) {
      if (dim < 0) {
        throw bad("an axis has the size " + dim, "sizes of at least 0");
      }
      size = size > MOST_ELEMENTS ? size : size * Math.min(dim, MOST_ELEMENTS + 1L);
    }
    if (size > MOST_ELEMENTS) {
      throw bad(
          "the shape " + Brief.of(sizes) + " has too many elements",
          "at most " + MOST_ELEMENTS + " elements");
    }
    return Shape.of(sizes);
  }

  /**
   * Reads all elements, after which the file has to end.
   *
   * @return an array of the Java type of the number's dtype
   * @throws dev.jacobian.shape.MemoryException if the Java heap has no room for it
   */
  Object elements(StoredNumber type, ByteOrder order, int size) throws IOException {
    if ((long) size * type.byteSize() > mostBytes - headerBytes) {
      throw tooShort(size);
    }
    Object array = JavaArrays.allocate(where + ": ", type.dtype(), size, "");
    byte[] bytes = new byte[(int) Math.min(BUFFER_BYTES, (long) size * type.byteSize())];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
    int step = BUFFER_BYTES / type.byteSize();
    for (long at = 0; at < size; at += step) {
      int start = (int) at;
      int count = Math.min(step, size - start);
      int wanted = count * type.byteSize();
      if (in.readNBytes(bytes, 0, wanted) < wanted) {
        throw tooShort(size);
      }
      int wrong = type.get(buffer, array, start, count);
      if (wrong >= 0) {
        throw bad(
            "element " + (start + wrong) + " " + type.problem(buffer, wrong),
            type.valid(),
            StoredNumber.UINT64 == type ? "write it as float64, if rounding it is right" : null);
      }
    }
    if (in.read() >= 0) {
      throw bad("bytes follow after the " + size + " elements", "the end of the file");
    }
    return array;
  }

  private FileFormatException tooShort(int size) {
    return bad("the file ends inside its " + size + " elements", "a whole file");
  }
}
