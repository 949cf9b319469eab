package dev.jacobian.device;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;

/**
 * Checks of values, which only a backend can make since it has them; here, so that every backend
 * refuses the same values with the same words before it computes.
 */
public final class DataChecks {
  private DataChecks() {}

  /**
   * Checks that indices lie inside an axis; a negative index does not.
   *
   * @param kernel the kernel's name, for the error
   * @param indices the indices; only the first {@code count} are looked at
   * @param axis the axis that they refer to
   * @param size the number of entries along that axis
   * @throws DataException at the first index outside {@code [0, size)}
   */
  public static void requireInside(String kernel, long[] indices, int count, int axis, long size) {
    requireInside(kernel, indices, count, axis, 0, size);
  }

  /**
   * Checks that indices lie inside an axis, from {@code first} on: {@code -size} where negative
   * ones count from the end, else 0.
   *
   * @throws DataException at the first index outside {@code [first, size)}
   */
  public static void requireInside(
      String kernel, long[] indices, int count, int axis, long first, long size) {
    for (int i = 0; i < count; i++) {
      if (indices[i] < first || indices[i] >= size) {
        throw new DataException(
            kernel
                + ": index "
                + indices[i]
                + " at position "
                + i
                + " is outside axis "
                + axis
                + " of size "
                + size,
            size == 0
                ? "no index at all, since the axis is empty"
                : "indices from " + first + " to " + (size - 1));
      }
    }
  }

  /** Returns the error of an index that a kernel has read and that is outside of its entries. */
  public static DataException outside(long index, long size) {
    return new DataException(
        "index " + index + " is outside an axis of size " + size,
        size == 0 ? "no index at all, since the axis is empty" : "indices from 0 to " + (size - 1));
  }

  /**
   * Returns the error of an integer division by zero, which has no value and stops many processors.
   */
  public static DataException divisionByZero(DType dtype) {
    return new DataException(
        dtype + " division by zero",
        "integer divisors other than 0",
        "divide in a floating type, or replace the zeros first");
  }
}
