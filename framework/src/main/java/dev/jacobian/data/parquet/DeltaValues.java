package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;

/** Whole numbers as differences (DELTA_BINARY_PACKED). */
final class DeltaValues implements PageValues.Numbers {
  private final ParquetColumn column;
  private final DeltaLongs values;

  DeltaValues(ParquetColumn column, DeltaLongs values) {
    if (column.physical() != Physical.INT32 && column.physical() != Physical.INT64) {
      throw new DamagedFileException("differences stand where no whole numbers are");
    }
    this.column = column;
    this.values = values;
  }

  @Override
  public void numbers(double[] to, int count) {
    boolean isInt = column.physical() == Physical.INT32;
    for (int i = 0; i < count; i++) {
      long value = values.next();
      to[i] = column.number(isInt ? (int) value : value);
    }
  }
}
