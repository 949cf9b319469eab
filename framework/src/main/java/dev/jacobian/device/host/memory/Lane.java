package dev.jacobian.device.host.memory;

import dev.jacobian.shape.DType;
import java.util.Arrays;

/**
 * The types of arrays that elements are computed in: float32 in float, float64 in double, integers
 * and truth values in long.
 *
 * <p>Where order and speed matter, each type has a loop of its own whose index counts from 0:
 * HotSpot turns such a loop into vector instructions, but rarely one in which an array has an
 * offset of its own.
 */
public enum Lane {
  FLOAT(0),
  DOUBLE(1),
  LONG(2);

  /** How many lanes there are. */
  public static final int COUNT = 3;

  private final int index;

  Lane(int index) {
    this.index = index;
  }

  /** Returns the place of what belongs to this lane among that of all, from 0. */
  public int index() {
    return index;
  }

  /** Returns the lane in which elements of a type are computed. */
  public static Lane of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT;
      case FLOAT64 -> DOUBLE;
      case INT32, INT64, BOOL -> LONG;
    };
  }

  /** Returns an array of this lane's type. */
  public Object newArray(int length) {
    return switch (this) {
      case FLOAT -> new float[length];
      case DOUBLE -> new double[length];
      case LONG -> new long[length];
    };
  }

  /** Sets elements from an index on. */
  public void fill(Object out, int at, int count, double value) {
    switch (this) {
      case FLOAT -> Arrays.fill((float[]) out, at, at + count, (float) value);
      case DOUBLE -> Arrays.fill((double[]) out, at, at + count, value);
      case LONG -> Arrays.fill((long[]) out, at, at + count, (long) value);
    }
  }

  /** Repeats the element at an index up to {@code count} elements from there. */
  public void spread(Object array, int at, int count) {
    repeat(array, at, array, at, at + count);
  }

  private void repeat(Object elements, int row, Object out, int from, int to) {
    switch (this) {
      case FLOAT -> Arrays.fill((float[]) out, from, to, ((float[]) elements)[row]);
      case DOUBLE -> Arrays.fill((double[]) out, from, to, ((double[]) elements)[row]);
      case LONG -> Arrays.fill((long[]) out, from, to, ((long[]) elements)[row]);
    }
  }

  /**
   * Repeats one element after the other.
   *
   * @param firstRun how often the first one comes
   * @param run how often each other one comes
   * @param count how many elements that makes at most
   */
  public void repeat(Object elements, Object out, int firstRun, int run, int count) {
    int at = 0;
    int end = firstRun;
    for (int row = 0; at < count; row++) {
      repeat(elements, row, out, at, end);
      at = end;
      end = Math.min(end + run, count);
    }
  }

  /** Exchanges rows and columns of a matrix of {@code size * size} elements. */
  public void transpose(Object matrix, Object out, int size) {
    switch (this) {
      case FLOAT -> transpose((float[]) matrix, (float[]) out, size);
      case DOUBLE -> transpose((double[]) matrix, (double[]) out, size);
      case LONG -> transpose((long[]) matrix, (long[]) out, size);
    }
  }

  private static void transpose(float[] from, float[] to, int size) {
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        to[row * size + column] = from[column * size + row];
      }
    }
  }

  private static void transpose(double[] from, double[] to, int size) {
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        to[row * size + column] = from[column * size + row];
      }
    }
  }

  private static void transpose(long[] from, long[] to, int size) {
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        to[row * size + column] = from[column * size + row];
      }
    }
  }
}
