package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;

/** Booleans in runs (RLE), behind the length of these. */
final class BooleanRuns implements PageValues.Numbers {
  private final RunLengths runs;
  private int[] values = {};

  private BooleanRuns(RunLengths runs) {
    this.runs = runs;
  }

  static BooleanRuns of(ParquetColumn column, byte[] bytes, int from) {
    if (column.physical() != Physical.BOOLEAN || bytes.length - from < Integer.BYTES) {
      throw new DamagedFileException("runs stand where no booleans are");
    }
    int length = LittleEndian.intAt(bytes, from);
    int start = from + Integer.BYTES;
    if (length < 0 || length > bytes.length - start) {
      throw new DamagedFileException("runs of booleans end too early");
    }
    return new BooleanRuns(new RunLengths(bytes, start, start + length, 1));
  }

  @Override
  public void numbers(double[] to, int count) {
    if (values.length < count) {
      values = new int[count];
    }
    runs.read(values, count);
    for (int i = 0; i < count; i++) {
      to[i] = values[i];
    }
  }
}
