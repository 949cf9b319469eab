package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;
import org.jspecify.annotations.Nullable;

/** Values one after the other, as they are (PLAIN). */
final class PlainValues implements PageValues {
  private final ParquetColumn column;
  private final byte[] bytes;
  private int at;
  private int bit;

  PlainValues(ParquetColumn column, byte[] bytes, int from) {
    this.column = column;
    this.bytes = bytes;
    this.at = from;
  }

  @Override
  public void numbers(double[] to, int count) {
    int size = column.length();
    if (column.physical() == Physical.BOOLEAN) {
      booleans(to, count);
    } else if (size == 0) {
      for (int i = 0; i < count; i++) {
        int length = length();
        to[i] = column.number(bytes, at, length);
        at += length;
      }
    } else {
      require((long) size * count);
      for (int i = 0; i < count; i++, at += size) {
        to[i] = fixed(column, bytes, at);
      }
    }
  }

  /** Returns a value of a size that the column has. */
  static double fixed(ParquetColumn column, byte[] bytes, int at) {
    return switch (column.physical()) {
      case INT32 -> column.number(LittleEndian.intAt(bytes, at));
      case INT64 -> column.number(LittleEndian.longAt(bytes, at));
      case FLOAT -> Float.intBitsToFloat(LittleEndian.intAt(bytes, at));
      case DOUBLE -> Double.longBitsToDouble(LittleEndian.longAt(bytes, at));
      default -> column.number(bytes, at, column.length());
    };
  }

  private void booleans(double[] to, int count) {
    require((bit + (long) count + 7) / 8);
    for (int i = 0; i < count; i++) {
      to[i] = bytes[at] >>> bit & 1;
      bit = bit + 1 & 7;
      at += bit == 0 ? 1 : 0;
    }
  }

  @Override
  public void texts(@Nullable String[] to, int count) {
    for (int i = 0; i < count; i++) {
      int length = length();
      to[i] = column.text(bytes, at, length);
      at += length;
    }
  }

  private int length() {
    require(Integer.BYTES);
    int length = LittleEndian.intAt(bytes, at);
    at += Integer.BYTES;
    if (length < 0) {
      throw new DamagedFileException("a value has " + length + " bytes");
    }
    require(length);
    return length;
  }

  private void require(long size) {
    if (size > bytes.length - at) {
      throw new DamagedFileException("the values of a page end too early");
    }
  }
}
