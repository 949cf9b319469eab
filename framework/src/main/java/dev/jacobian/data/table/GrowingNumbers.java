package dev.jacobian.data.table;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.lang.reflect.Array;
import java.util.function.DoubleUnaryOperator;

/** A growing list of float32 or float64 numbers without an object per number. */
final class GrowingNumbers {
  private static final long MOST = Integer.MAX_VALUE - 8;
  private static final double SPARE = 1.02;
  private static final String CACHE =
      "read it through a MappedDataset (data.cache: true), which needs no heap, or ";

  private final String file;
  private final DType dtype;
  private Object numbers;
  private int size;

  /**
   * Starts with none.
   *
   * @param file where the numbers come from, for errors
   */
  GrowingNumbers(String file, DType dtype) {
    this.file = file;
    this.dtype = dtype;
    this.numbers = JavaArrays.allocate(dtype, 0);
  }

  /**
   * Makes room for more numbers behind those there are.
   *
   * @param share of all numbers that these and those before are, so that the list grows once
   * @return the array into which they go from {@link #size()} on
   */
  Object reserve(int count, double share) {
    long needed = (long) size + count;
    if (needed > Array.getLength(numbers)) {
      long expected = Math.max(needed, (long) (needed / share * SPARE));
      if (needed > MOST) {
        throw tooMany(needed);
      }
      Object grown = allocate(Math.min(MOST, expected));
      System.arraycopy(numbers, 0, grown, 0, size);
      numbers = grown;
    }
    return numbers;
  }

  private Object allocate(long length) {
    return JavaArrays.allocate(file + ": at least ", dtype, length, CACHE);
  }

  private DataException tooMany(long count) {
    return new DataException(
        file + ": at least " + count + " numbers do not fit into one Java array",
        "at most " + MOST + " numbers",
        CACHE + "or read fewer columns");
  }

  /** Counts numbers that were put behind the others. */
  void extend(int count) {
    size += count;
  }

  int size() {
    return size;
  }

  /** Changes each {@code step}-th number from {@code first} on. */
  void replaceEach(int first, int step, DoubleUnaryOperator change) {
    if (numbers instanceof double[] doubles) {
      for (int at = first; at < size; at += step) {
        doubles[at] = change.applyAsDouble(doubles[at]);
      }
    } else if (numbers instanceof float[] floats) {
      for (int at = first; at < size; at += step) {
        floats[at] = (float) change.applyAsDouble(floats[at]);
      }
    }
  }

  /** Returns the numbers as whole ones. */
  long[] toLongs() {
    long[] whole = new long[size];
    for (int at = 0; at < size; at++) {
      whole[at] =
          numbers instanceof double[] doubles ? (long) doubles[at] : (long) ((float[]) numbers)[at];
    }
    return whole;
  }

  /** Returns the array; the numbers are its first {@link #size()}. */
  Object array() {
    return numbers;
  }
}
