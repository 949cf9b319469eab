package dev.jacobian.data.arrow;

import dev.jacobian.io.Codec;
import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.OpenFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes of a column: in the file, or in the heap.
 *
 * @param file with the bytes, if they are not unpacked
 * @param position of the first in the file
 * @param length how many there are
 * @param unpacked the bytes, if they had to be; else of no length
 */
@SuppressWarnings("ArrayRecordComponent") // unpacked once, read in place
record BatchBuffer(OpenFile file, long position, long length, byte[] unpacked) {
  private static final byte[] NONE = {};
  private static final long AS_IT_IS = -1;

  /**
   * Returns a buffer.
   *
   * @param codec how it is compressed; then its length stands before it
   */
  static BatchBuffer of(OpenFile file, long position, long length, Codec codec) {
    if (codec == Codec.NONE || length == 0) {
      return new BatchBuffer(file, position, length, NONE);
    }
    if (length < Long.BYTES) {
      throw new DamagedFileException("a compressed buffer has " + length + " bytes");
    }
    long plain = FlatTable.bytes(file.read("a buffer", position, Long.BYTES)).getLong(0);
    if (plain == AS_IT_IS) {
      return new BatchBuffer(file, position + Long.BYTES, length - Long.BYTES, NONE);
    }
    file.requireRoom("a column of a batch", plain);
    byte[] packed = file.read("a buffer", position, length);
    return new BatchBuffer(file, 0, plain, codec.unpack(packed, Long.BYTES, (int) plain));
  }

  /** Returns some of the bytes, of which the first has the place 0. */
  ByteBuffer read(long from, long count) {
    if (from < 0 || count < 0 || from > length || count > length - from) {
      throw new DamagedFileException(
          "a buffer of " + length + " bytes has to have " + count + " from " + from);
    }
    return unpacked.length > 0
        ? FlatTable.bytes(unpacked).slice((int) from, (int) count).order(ByteOrder.LITTLE_ENDIAN)
        : FlatTable.bytes(file.read("values", position + from, count));
  }
}
