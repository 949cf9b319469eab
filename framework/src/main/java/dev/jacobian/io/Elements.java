package dev.jacobian.io;

import dev.jacobian.autograd.Recording;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * Moves elements between Java arrays and a file, little-endian, through a buffer of fixed size.
 * Files are read, not mapped: a mapped file that shrinks under the reader ends the JVM.
 */
final class Elements {
  private static final int BUFFER_BYTES = 1 << 20;

  private Elements() {}

  /** Writes all bytes of a buffer. */
  static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Returns the elements of a tensor of any device in row-major order, as an array of its dtype's
   * Java type. What is written to a file is read into Java, and so no part of a captured function.
   */
  static Object of(Tensor tensor) {
    Recording.reading(tensor.variable());
    Object array = JavaArrays.allocate(tensor.dtype(), tensor.size());
    tensor.variable().operand().download(array, 0);
    return array;
  }

  /** Writes the elements of a tensor. */
  static void write(WritableByteChannel channel, Tensor tensor) throws IOException {
    write(channel, of(tensor), (int) tensor.size(), tensor.dtype());
  }

  /** Writes the first {@code size} elements of an array of the dtype's Java type. */
  static void write(WritableByteChannel channel, Object array, int size, DType dtype)
      throws IOException {
    ByteBuffer buffer = buffer(size, dtype.byteSize());
    int step = buffer.capacity() / dtype.byteSize();
    for (long at = 0; at < size; at += step) {
      int start = (int) at;
      int count = Math.min(step, size - start);
      buffer.clear().limit(count * dtype.byteSize());
      put(array, start, count, buffer);
      writeFully(channel, buffer);
    }
  }

  /**
   * Reads elements into an array of the Java type of the number's dtype.
   *
   * @param where the file and tensor, for errors
   */
  static void read(
      String where, FileBytes file, long position, Object array, int size, StoredNumber type)
      throws IOException {
    ByteBuffer buffer = buffer(size, type.byteSize());
    int step = buffer.capacity() / type.byteSize();
    for (long at = 0; at < size; at += step) {
      int start = (int) at;
      int count = Math.min(step, size - start);
      buffer.clear().limit(count * type.byteSize());
      readFully(where, file, position + at * type.byteSize(), buffer);
      int wrong = type.get(buffer, array, start, count);
      if (wrong >= 0) {
        throw new FileFormatException(
            where + ": element " + (start + wrong) + " " + type.problem(buffer, wrong),
            type.valid());
      }
    }
  }

  /** Returns some bytes of a file. */
  static ByteBuffer readAt(String where, FileBytes file, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    readFully(where, file, position, bytes);
    return bytes;
  }

  private static void readFully(String where, FileBytes file, long position, ByteBuffer bytes)
      throws IOException {
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new FileFormatException(
            where + ": the file became shorter while it was read", "a file that nobody changes");
      }
    }
    bytes.flip();
  }

  private static ByteBuffer buffer(int size, int byteSize) {
    long wanted = Math.min(BUFFER_BYTES, (long) size * byteSize);
    return ByteBuffer.allocateDirect((int) wanted).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void put(Object array, int start, int count, ByteBuffer to) {
    if (array instanceof float[] floats) {
      to.asFloatBuffer().put(floats, start, count);
    } else if (array instanceof double[] doubles) {
      to.asDoubleBuffer().put(doubles, start, count);
    } else if (array instanceof int[] ints) {
      to.asIntBuffer().put(ints, start, count);
    } else if (array instanceof long[] longs) {
      to.asLongBuffer().put(longs, start, count);
    } else {
      boolean[] truths = (boolean[]) array;
      for (int i = 0; i < count; i++) {
        to.put(i, (byte) (truths[start + i] ? 1 : 0));
      }
    }
  }
}
