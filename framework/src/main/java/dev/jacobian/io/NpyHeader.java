package dev.jacobian.io;

import dev.jacobian.shape.Brief;
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
import org.jspecify.annotations.Nullable;

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
      Map.ofEntries(
          Map.entry("b1", StoredNumber.BOOL),
          Map.entry("?", StoredNumber.BOOL),
          Map.entry("i1", StoredNumber.INT8),
          Map.entry("u1", StoredNumber.UINT8),
          Map.entry("i2", StoredNumber.INT16),
          Map.entry("u2", StoredNumber.UINT16),
          Map.entry("i4", StoredNumber.INT32),
          Map.entry("u4", StoredNumber.UINT32),
          Map.entry("i8", StoredNumber.INT64),
          Map.entry("u8", StoredNumber.UINT64),
          Map.entry("f2", StoredNumber.FLOAT16),
          Map.entry("f4", StoredNumber.FLOAT32),
          Map.entry("f8", StoredNumber.FLOAT64));
  private static final String KNOWN =
      "bool, int8 to int64, uint8 to uint64, float16, float32 or float64";

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

  /**
   * Makes a header of what the dictionary says. As NumPy does, it takes an order of bytes that is
   * not given, or given as {@code =} or {@code |}, as that of this machine.
   */
  static NpyHeader of(ArrayStream in, String descr, boolean isFortran, long[] sizes) {
    boolean hasOrder = !descr.isEmpty() && "<>=|".indexOf(descr.charAt(0)) >= 0;
    String code = hasOrder ? descr.substring(1) : descr;
    StoredNumber type = TYPES.get(code);
    if (type == null) {
      String kind = kind(code);
      throw in.bad(
          "elements of type '" + Brief.of(descr) + "'" + (kind.isEmpty() ? "" : ", " + kind),
          KNOWN,
          fix(code));
    }
    return new NpyHeader(
        type,
        switch (hasOrder ? descr.charAt(0) : '=') {
          case '<' -> ByteOrder.LITTLE_ENDIAN;
          case '>' -> ByteOrder.BIG_ENDIAN;
          default -> ByteOrder.nativeOrder();
        },
        isFortran,
        in.shape(sizes));
  }

  /** Returns what elements are that have one of NumPy's types which are not read. */
  private static String kind(String code) {
    return switch (letter(code)) {
      case 'c' -> "complex numbers";
      case 'f', 'g' -> "floating-point numbers of another size";
      case 'O' -> "Python objects";
      case 'S', 'a', 'U' -> "text";
      case 'M' -> "times";
      case 'm' -> "durations";
      case 'V' -> "records or raw bytes";
      default -> "";
    };
  }

  /** Returns what to do in Python before the array is saved. */
  private static @Nullable String fix(String code) {
    return switch (letter(code)) {
      case 'c' -> "save a.real and a.imag, or np.abs(a)";
      case 'f', 'g' -> "save a.astype('float64')";
      case 'O' -> "save a.astype('float64'), if these are numbers";
      case 'S', 'a', 'U' ->
          "save a.astype('float64') if these are numbers, of names"
              + " np.unique(a, return_inverse=True)[1]";
      case 'M' -> "save a.astype('datetime64[s]').astype('int64')";
      case 'm' -> "save a.astype('timedelta64[s]').astype('int64')";
      case 'V' -> "save each field as an array: a['name']";
      default -> null;
    };
  }

  private static char letter(String code) {
    return code.isEmpty() ? '?' : code.charAt(0);
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
