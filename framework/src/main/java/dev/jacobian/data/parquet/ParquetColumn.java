package dev.jacobian.data.parquet;

import dev.jacobian.data.column.RawNumbers;
import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.SourceColumn.Kind;
import dev.jacobian.io.SmallFloats;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A column of a file.
 *
 * @param name as the file has it
 * @param leaf place among the columns that have values, those inside of structures too
 * @param physical how values lie there; null-free also for columns that are not read
 * @param length bytes of a value, 0 if that depends on the value
 * @param isOptional whether values may be missing
 * @param logical what values mean
 * @param isFlat whether a row has one value; else a list or a structure
 */
record ParquetColumn(
    String name,
    int leaf,
    Physical physical,
    int length,
    boolean isOptional,
    Logical logical,
    boolean isFlat) {
  private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final int MOST_DIGITS = 1000;

  SourceColumn column() {
    return new SourceColumn(name, kind(), typeName());
  }

  private Kind kind() {
    if (!isFlat) {
      return Kind.OTHER;
    }
    boolean isBytes = physical == Physical.BYTE_ARRAY || physical == Physical.FIXED_LEN_BYTE_ARRAY;
    boolean isWhole = physical == Physical.INT32 || physical == Physical.INT64;
    return switch (logical.meaning()) {
      case TEXT -> physical == Physical.BYTE_ARRAY ? Kind.TEXT : Kind.OTHER;
      case DECIMAL ->
          (isWhole || isBytes) && Math.abs(logical.scale()) <= MOST_DIGITS
              ? Kind.NUMBER
              : Kind.OTHER;
      case DATE -> physical == Physical.INT32 ? Kind.DATE : Kind.OTHER;
      case TIMESTAMP -> physical == Physical.INT64 ? Kind.DATE : Kind.OTHER;
      case HALF -> isBytes && length == Short.BYTES ? Kind.NUMBER : Kind.OTHER;
      case OTHER -> Kind.OTHER;
      case NUMBER ->
          switch (physical) {
            case BOOLEAN -> Kind.BOOLEAN;
            case INT32, INT64, FLOAT, DOUBLE -> Kind.NUMBER;
            case INT96 -> Kind.DATE;
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> Kind.OTHER;
          };
    };
  }

  private String typeName() {
    if (!isFlat) {
      return "list or structure";
    }
    String bytes = physical.name().toLowerCase(Locale.ROOT);
    return switch (logical.meaning()) {
      case NUMBER -> logical.isUnsigned() ? "unsigned " + bytes : bytes;
      case DECIMAL -> "decimal(" + logical.precision() + ", " + logical.scale() + ")";
      case OTHER -> bytes + " of a meaning that is no number, date or text";
      default -> logical.meaning().name().toLowerCase(Locale.ROOT);
    };
  }

  /** Returns what a whole number or boolean stands for. */
  double number(long value) {
    return switch (logical.meaning()) {
      case DECIMAL -> BigDecimal.valueOf(value, logical.scale()).doubleValue();
      case DATE -> RawNumbers.day(value);
      case TIMESTAMP -> RawNumbers.time(value, logical.perSecond());
      default -> logical.isUnsigned() ? unsigned(value) : value;
    };
  }

  private double unsigned(long value) {
    return physical == Physical.INT32 ? value & 0xffffffffL : RawNumbers.unsigned(value);
  }

  /** Returns what the bytes of a value stand for. */
  double number(byte[] bytes, int from, int size) {
    return switch (logical.meaning()) {
      case DECIMAL ->
          size == 0
              ? 0
              : new BigDecimal(new BigInteger(bytes, from, size), logical.scale()).doubleValue();
      case HALF -> SmallFloats.ofHalf((short) ((bytes[from] & 0xff) | (bytes[from + 1] << 8)));
      default -> int96(bytes, from);
    };
  }

  private static double int96(byte[] bytes, int from) {
    long nanos = LittleEndian.longAt(bytes, from);
    long day = LittleEndian.intAt(bytes, from + Long.BYTES);
    return RawNumbers.day(day - JULIAN_DAY_OF_EPOCH) + RawNumbers.time(nanos, 1_000_000_000);
  }

  /** Returns the text of a value. */
  String text(byte[] bytes, int from, int size) {
    return new String(bytes, from, size, StandardCharsets.UTF_8);
  }
}
