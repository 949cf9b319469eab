package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of which each value starts as the one before does (DELTA_BYTE_ARRAY): the lengths of what
 * is the same, then the rest of each.
 */
final class DeltaTexts implements PageValues {
  private final ParquetColumn column;
  private final byte[] bytes;
  private final DeltaLongs prefixes;
  private final DeltaLengthTexts rests;
  private byte[] value = {};
  private int size;

  DeltaTexts(ParquetColumn column, byte[] bytes, int from) {
    this.column = column;
    this.bytes = bytes;
    this.prefixes = new DeltaLongs(bytes, from, bytes.length);
    int behind = new DeltaLongs(bytes, from, bytes.length).endOfNumbers();
    this.rests = new DeltaLengthTexts(column, bytes, behind);
  }

  private void next() {
    long prefix = prefixes.next();
    if (prefix < 0 || prefix > size) {
      throw new DamagedFileException("a value has the first " + prefix + " bytes of " + size);
    }
    int length = rests.length();
    int start = rests.start(length);
    size = Math.toIntExact(prefix + length);
    if (value.length < size) {
      value = Arrays.copyOf(value, Math.max(size, 2 * value.length));
    }
    System.arraycopy(bytes, start, value, (int) prefix, length);
    if (column.length() != 0 && column.length() != size) {
      throw new DamagedFileException(
          "a value has " + size + " bytes, and its column " + column.length());
    }
  }

  @Override
  public void numbers(double[] to, int count) {
    for (int i = 0; i < count; i++) {
      next();
      to[i] = column.number(value, 0, size);
    }
  }

  @Override
  public void texts(@Nullable String[] to, int count) {
    for (int i = 0; i < count; i++) {
      next();
      to[i] = column.text(value, 0, size);
    }
  }
}
