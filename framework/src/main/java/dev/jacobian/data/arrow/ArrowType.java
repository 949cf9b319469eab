package dev.jacobian.data.arrow;

import dev.jacobian.data.column.RawNumbers;
import dev.jacobian.data.table.SourceColumn.Kind;
import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.SmallFloats;
import dev.jacobian.io.UnsupportedFileException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a column are, and how they lie there.
 *
 * @param layout how many buffers of which form they take
 * @param kind what a reader gives
 * @param name Arrow's own, for errors
 * @param bytes of a value of fixed size; of an offset, with offsets
 * @param number gives the number of a value that lies at a place; only for values of fixed size
 */
record ArrowType(Layout layout, Kind kind, String name, int bytes, @Nullable NumberReader number) {
  /** Forms of buffers. Each has marks of missing values first, but for the last three. */
  enum Layout {
    /** A bit for each value. */
    BITS(2),
    /** Values of fixed size. */
    FIXED(2),
    /** Offsets into bytes. */
    OFFSETS(3),
    /** Lengths and starts of texts, or where they lie; then as many buffers as the batch says. */
    VIEWS(2),
    /** Offsets, or offsets and sizes, of values of children. */
    LIST(2),
    LIST_VIEW(3),
    /** Values of children. */
    CHILDREN(1),
    /** The number of the child, and for the dense form its place. */
    SPARSE_UNION(1),
    DENSE_UNION(2),
    /** None at all. */
    NOTHING(0);

    private final int buffers;

    Layout(int buffers) {
      this.buffers = buffers;
    }

    int buffers() {
      return buffers;
    }
  }

  /** Reads a number. */
  interface NumberReader {
    double at(ByteBuffer bytes, int place);
  }

  /** Reads a whole number. */
  interface Whole {
    long at(ByteBuffer bytes, int place);
  }

  private static final int MOST_DIGITS = 1000;

  private static ArrowType fixed(Kind kind, String name, int bytes, NumberReader number) {
    return new ArrowType(Layout.FIXED, kind, name, bytes, number);
  }

  private static ArrowType other(Layout layout, String name) {
    return new ArrowType(layout, Kind.OTHER, name, 0, null);
  }

  private static ArrowType offsets(Kind kind, String name, int bytes) {
    return new ArrowType(Layout.OFFSETS, kind, name, bytes, null);
  }

  /**
   * Returns the type of a field.
   *
   * @param number of the type in the file
   * @param type what the file says more of it
   */
  static ArrowType of(int number, FlatTable type) {
    return switch (number) {
      case 1 -> new ArrowType(Layout.NOTHING, Kind.NUMBER, "null", 0, null);
      case 2 -> integer(type);
      case 3 -> floating(type.small(0, 0));
      case 4 -> offsets(Kind.OTHER, "binary", Integer.BYTES);
      case 5 -> offsets(Kind.TEXT, "utf8", Integer.BYTES);
      case 6 -> new ArrowType(Layout.BITS, Kind.BOOLEAN, "bool", 0, null);
      case 7 -> decimal(type.integer(0, 0), type.integer(1, 0), type.integer(2, 128) / 8);
      case 8 ->
          type.small(0, 1) == 0
              ? fixed(Kind.DATE, "date32", 4, (b, at) -> RawNumbers.day(b.getInt(at)))
              : fixed(Kind.DATE, "date64", 8, (b, at) -> RawNumbers.time(b.getLong(at), 1000));
      case 9 -> other(Layout.FIXED, "time");
      case 10 -> timestamp(type.small(0, 0));
      case 11 -> other(Layout.FIXED, "interval");
      case 12 -> other(Layout.LIST, "list");
      case 13 -> other(Layout.CHILDREN, "struct");
      case 14 -> other(type.small(0, 0) == 1 ? Layout.DENSE_UNION : Layout.SPARSE_UNION, "union");
      case 15 -> other(Layout.FIXED, "fixed_size_binary");
      case 16 -> other(Layout.CHILDREN, "fixed_size_list");
      case 17 -> other(Layout.LIST, "map");
      case 18 -> other(Layout.FIXED, "duration");
      case 19 -> offsets(Kind.OTHER, "large_binary", Long.BYTES);
      case 20 -> offsets(Kind.TEXT, "large_utf8", Long.BYTES);
      case 21 -> other(Layout.LIST, "large_list");
      case 22 -> other(Layout.NOTHING, "run_end_encoded");
      case 23 -> other(Layout.VIEWS, "binary_view");
      case 24 -> new ArrowType(Layout.VIEWS, Kind.TEXT, "utf8_view", 16, null);
      case 25, 26 -> other(Layout.LIST_VIEW, "list_view");
      default ->
          throw new UnsupportedFileException(
              "a column has the type " + number, "a type of Arrow 1 to 19", "cast the column");
    };
  }

  /** Returns the type of whole numbers, such as places in a dictionary. */
  static ArrowType integer(FlatTable type) {
    return integer(type.integer(0, 0), type.tiny(1, 0) != 0);
  }

  /** Returns the type of whole numbers of so many bits. */
  static ArrowType integer(int bits, boolean isSigned) {
    Whole whole = whole(bits, isSigned);
    boolean isWide = bits == Long.SIZE && !isSigned;
    return fixed(
        Kind.NUMBER,
        (isSigned ? "int" : "uint") + bits,
        bits / 8,
        (bytes, at) -> isWide ? RawNumbers.unsigned(whole.at(bytes, at)) : whole.at(bytes, at));
  }

  private static Whole whole(int bits, boolean isSigned) {
    return switch (bits) {
      case 8 -> isSigned ? ByteBuffer::get : (bytes, at) -> bytes.get(at) & 0xff;
      case 16 -> isSigned ? ByteBuffer::getShort : (bytes, at) -> bytes.getShort(at) & 0xffff;
      case 32 -> isSigned ? ByteBuffer::getInt : (bytes, at) -> bytes.getInt(at) & 0xffffffffL;
      case 64 -> ByteBuffer::getLong;
      default -> throw new DamagedFileException("whole numbers of " + bits + " bits");
    };
  }

  private static ArrowType floating(int precision) {
    return switch (precision) {
      case 0 -> fixed(Kind.NUMBER, "float16", 2, (b, at) -> SmallFloats.ofHalf(b.getShort(at)));
      case 1 -> fixed(Kind.NUMBER, "float32", 4, ByteBuffer::getFloat);
      case 2 -> fixed(Kind.NUMBER, "float64", 8, ByteBuffer::getDouble);
      default -> throw new DamagedFileException("numbers of the precision " + precision);
    };
  }

  private static ArrowType decimal(int precision, int scale, int bytes) {
    String name = "decimal(" + precision + ", " + scale + ")";
    if (bytes < 1 || bytes > 64 || Math.abs((long) scale) > MOST_DIGITS) {
      return other(Layout.FIXED, name);
    }
    return fixed(
        Kind.NUMBER,
        name,
        bytes,
        (from, at) -> {
          byte[] value = new byte[bytes];
          for (int i = 0; i < bytes; i++) {
            value[i] = from.get(at + bytes - 1 - i);
          }
          return new BigDecimal(new BigInteger(value), scale).doubleValue();
        });
  }

  private static ArrowType timestamp(int unit) {
    long perSecond =
        switch (unit) {
          case 0 -> 1;
          case 1 -> 1000;
          case 2 -> 1_000_000;
          case 3 -> 1_000_000_000;
          default -> throw new DamagedFileException("times of the unit " + unit);
        };
    return fixed(
        Kind.DATE, "timestamp", 8, (bytes, at) -> RawNumbers.time(bytes.getLong(at), perSecond));
  }
}
