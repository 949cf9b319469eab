package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;
import org.jspecify.annotations.Nullable;

/** Bytes one after the other, behind all their lengths as differences (DELTA_LENGTH_BYTE_ARRAY). */
final class DeltaLengthTexts implements PageValues {
  private final ParquetColumn column;
  private final byte[] bytes;
  private final DeltaLongs lengths;
  private int at;

  DeltaLengthTexts(ParquetColumn column, byte[] bytes, int from) {
    if (column.physical() != Physical.BYTE_ARRAY
        && column.physical() != Physical.FIXED_LEN_BYTE_ARRAY) {
      throw new DamagedFileException("lengths of bytes stand where no bytes are");
    }
    this.column = column;
    this.bytes = bytes;
    this.lengths = new DeltaLongs(bytes, from, bytes.length);
    this.at = new DeltaLongs(bytes, from, bytes.length).endOfNumbers();
  }

  /** Returns where the next value starts, and passes over it. */
  int start(int length) {
    int start = at;
    at += length;
    return start;
  }

  /** Returns the length of the next value. */
  int length() {
    long length = lengths.next();
    if (length < 0 || length > bytes.length - at) {
      throw new DamagedFileException("a value has " + length + " bytes");
    }
    return (int) length;
  }

  @Override
  public void numbers(double[] to, int count) {
    for (int i = 0; i < count; i++) {
      int length = length();
      to[i] = column.number(bytes, start(length), length);
    }
  }

  @Override
  public void texts(@Nullable String[] to, int count) {
    for (int i = 0; i < count; i++) {
      int length = length();
      to[i] = column.text(bytes, start(length), length);
    }
  }
}
