package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;

/** The first bytes of all values, then the second ones, and so on (BYTE_STREAM_SPLIT). */
final class SplitStreams implements PageValues.Numbers {
  private final ParquetColumn column;
  private final byte[] bytes;
  private final byte[] value;
  private final int from;
  private final int values;
  private int read;

  SplitStreams(ParquetColumn column, byte[] bytes, int from) {
    int size = column.length();
    if (size == 0 || (bytes.length - from) % size != 0) {
      throw new DamagedFileException("split bytes are no whole number of values");
    }
    this.column = column;
    this.bytes = bytes;
    this.from = from;
    this.values = (bytes.length - from) / size;
    this.value = new byte[Math.max(Long.BYTES, size)];
  }

  @Override
  public void numbers(double[] to, int count) {
    if (count > values - read) {
      throw new DamagedFileException("the values of a page end too early");
    }
    for (int i = 0; i < count; i++, read++) {
      for (int part = 0; part < column.length(); part++) {
        value[part] = bytes[from + part * values + read];
      }
      to[i] = PlainValues.fixed(column, value, 0);
    }
  }
}
