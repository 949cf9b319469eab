package dev.jacobian.io;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads an array file from its start to its end. What a header claims is believed only as far as
 * bytes follow: the array grows as they come, so a small file cannot ask for much memory.
 */
final class ArrayStream {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int FIRST_ELEMENTS = 1 << 20;
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  private final String where;
  private final DataInputStream in;

  /**
   * Starts to read.
   *
   * @param where the file, and the array in it, for errors
   */
  ArrayStream(String where, InputStream in) {
    this.where = where;
    this.in = new DataInputStream(in);
  }

  /** Returns what starts with the array's place and ends with the given words. */
  FileFormatException bad(String what, String expected) {
    return new FileFormatException(where + ": " + what, expected);
  }

  /** Returns the next bytes of the header. */
  byte[] header(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw bad("the file ends inside its header", "a whole file");
    }
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
          "the shape " + Arrays.toString(sizes) + " has too many elements",
          "at most " + MOST_ELEMENTS + " elements");
    }
    return Shape.of(sizes);
  }

  /**
   * Reads all elements, after which the file has to end.
   *
   * @return an array of the Java type of the number's dtype
   */
  Object elements(StoredNumber type, ByteOrder order, int size) throws IOException {
    Object array = JavaArrays.allocate(type.dtype(), Math.min(size, FIRST_ELEMENTS));
    byte[] bytes = new byte[BUFFER_BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
    int capacity = Math.min(size, FIRST_ELEMENTS);
    int at = 0;
    while (at < size) {
      int count = Math.min(BUFFER_BYTES / type.byteSize(), capacity - at);
      int wanted = count * type.byteSize();
      if (in.readNBytes(bytes, 0, wanted) < wanted) {
        throw bad("the file ends inside its " + size + " elements", "a whole file");
      }
      if (!type.get(buffer, array, at, count)) {
        throw bad("an element of type bool is neither 0 nor 1", "0 or 1");
      }
      at += count;
      if (at == capacity && at < size) {
        capacity = (int) Math.min(size, 2L * capacity);
        Object grown = JavaArrays.allocate(type.dtype(), capacity);
        System.arraycopy(array, 0, grown, 0, at);
        array = grown;
      }
    }
    if (in.read() >= 0) {
      throw bad("bytes follow after the " + size + " elements", "the end of the file");
    }
    return array;
  }
}
