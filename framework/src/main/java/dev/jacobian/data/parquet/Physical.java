package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;

/** How the values of a column lie in its pages; the order is the file's numbers. */
enum Physical {
  BOOLEAN(0),
  INT32(4),
  INT64(8),
  /** A day and its nanoseconds, as old files have times. */
  INT96(12),
  FLOAT(4),
  DOUBLE(8),
  BYTE_ARRAY(0),
  FIXED_LEN_BYTE_ARRAY(0);

  private final int size;

  Physical(int size) {
    this.size = size;
  }

  /** Returns the bytes of a value, 0 if that depends on the column or the value. */
  int size() {
    return size;
  }

  static Physical of(int number) {
    if (number < 0 || number >= values().length) {
      throw new DamagedFileException("a column has the type " + number);
    }
    return values()[number];
  }
}
