package dev.jacobian.io;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What an .npy array says of itself: a Python dictionary in text. Source: NEP 1 and {@code
 * numpy.lib.format}.
 *
 * @param type of an element
 * @param order of an element's bytes
 * @param isFortran whether the first axis, not the last, is the one whose elements follow another
 * @param shape of the array
 */
record NpyHeader(StoredNumber type, ByteOrder order, boolean isFortran, Shape shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int MOST_BYTES = 1 << 16;
  private static final Map<String, StoredNumber> TYPES =
      Map.of(
          "b1", StoredNumber.BOOL,
          "i1", StoredNumber.INT8,
          "u1", StoredNumber.UINT8,
          "i2", StoredNumber.INT16,
          "u2", StoredNumber.UINT16,
          "i4", StoredNumber.INT32,
          "i8", StoredNumber.INT64,
          "f4", StoredNumber.FLOAT32,
          "f8", StoredNumber.FLOAT64);

  static NpyHeader read(ArrayStream in) throws IOException {
    byte[] start = in.header(MAGIC.length + 2);
    if (!Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
      throw in.bad("the file does not start as .npy does", "the bytes \\x93NUMPY");
    }
    int major = start[MAGIC.length];
    int minor = start[MAGIC.length + 1];
    if (major < 1 || major > 3 || minor != 0) {
      throw in.bad("version " + major + "." + minor, "version 1.0, 2.0 or 3.0");
    }
    int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
    ByteBuffer number =
        ByteBuffer.wrap(Arrays.copyOf(in.header(lengthBytes), Integer.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    int length = number.getInt();
    if (length < 0 || length > MOST_BYTES) {
      throw in.bad(
          "a header of " + Integer.toUnsignedLong(length) + " bytes", "at most " + MOST_BYTES);
    }
    String text =
        new String(
            in.header(length), major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return new NpyDictionary(in, text).header();
  }

  /** Makes a header of what the dictionary says. */
  static NpyHeader of(ArrayStream in, String descr, boolean isFortran, long[] sizes) {
    StoredNumber type = descr.length() == 3 ? TYPES.get(descr.substring(1)) : null;
    char order = descr.isEmpty() ? '?' : descr.charAt(0);
    boolean isOrderKnown = order == '<' || order == '>';
    if (type == null || !(isOrderKnown || (order == '|' && type.byteSize() == 1))) {
      throw in.bad(
          "elements of type '" + descr + "'",
          "bool, int8 to int64, uint8, uint16, float32 or float64");
    }
    return new NpyHeader(
        type,
        order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        isFortran,
        in.shape(sizes));
  }

  /** Returns the start of a file, version 1.0, for an array in row-major order. */
  static byte[] bytes(DType dtype, Shape shape) {
    String descr =
        switch (dtype) {
          case FLOAT32 -> "<f4";
          case FLOAT64 -> "<f8";
          case INT32 -> "<i4";
          case INT64 -> "<i8";
          case BOOL -> "|b1";
        };
    String sizes =
        LongStream.range(0, shape.rank())
            .mapToObj(axis -> shape.dim((int) axis) + (shape.rank() == 1 ? "," : ""))
            .collect(Collectors.joining(", "));
    String text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
    int before = MAGIC.length + 2 + Short.BYTES;
    int length = text.length() + 1;
    int padded = (before + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
    ByteBuffer bytes = ByteBuffer.allocate(before + padded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
    bytes.put((text + " ".repeat(padded - length) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    return bytes.array();
  }
}
