package dev.jacobian.device.host;

import dev.jacobian.kernel.Reduction;

/**
 * Combines elements of a {@code float[]} into double. Sums add up to four neighbours in float,
 * which is as accurate as the float that they end in, and go on in double: conversions cost more
 * than additions. Extremes are exact in float.
 *
 * <p>HotSpot makes vector instructions of loops whose arrays all begin at index 0; so the extremes
 * of a run are found by copying its halves and combining these.
 */
final class FloatFolds {
  private static final int SHORT_RUN = 64;
  private static final int LONG_SUM = 32;

  /** How many rows are added up in float. */
  private static final int GROUP = 4;

  private static final int WIDE_ROW = 64;

  private final float[] extremes = new float[Frame.BLOCK];
  private final float[] others = new float[Frame.BLOCK];

  /** The sum of rows that are not in the results yet. */
  private final float[] pending = new float[Frame.BLOCK];

  private int pendingRows;
  private int pendingWidth;

  /** Combines runs of {@code length} neighbours, at least one, into one result each. */
  void foldRuns(
      Reduction reduction, float[] x, int from, int length, int runs, double[] results, int at) {
    for (int run = 0; run < runs; run++) {
      results[at + run] = fold(reduction, x, from + run * length, length);
    }
  }

  /** Returns the combination of elements {@code [from, from + count)}, at least one. */
  double fold(Reduction reduction, float[] x, int from, int count) {
    if (reduction == Reduction.SUM) {
      return count < LONG_SUM ? shortSum(x, from, count) : sum(x, from, count);
    }
    if (reduction == Reduction.PRODUCT) {
      double product = 1;
      for (int i = from; i < from + count; i++) {
        product *= x[i];
      }
      return product;
    }
    boolean isMax = reduction == Reduction.MAX;
    if (count < SHORT_RUN) {
      return isMax ? max(x, from, count) : min(x, from, count);
    }
    int size = count >> 1;
    System.arraycopy(x, from, extremes, 0, size);
    System.arraycopy(x, from + size, others, 0, size);
    combine(isMax, size);
    float rest = x[from + count - 1];
    while (size >= SHORT_RUN) {
      int half = size >> 1;
      // Of an odd number, the middle one waits for the next round.
      System.arraycopy(extremes, size - half, others, 0, half);
      size -= half;
      combine(isMax, half);
    }
    return isMax ? Math.max(rest, max(extremes, 0, size)) : Math.min(rest, min(extremes, 0, size));
  }

  private void combine(boolean isMax, int count) {
    float[] x = extremes;
    float[] y = others;
    if (isMax) {
      for (int i = 0; i < count; i++) {
        x[i] = Math.max(x[i], y[i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        x[i] = Math.min(x[i], y[i]);
      }
    }
  }

  private static double shortSum(float[] x, int from, int count) {
    int end = from + count;
    int i = from;
    double s = 0;
    for (; i <= end - 4; i += 4) {
      s += (x[i] + x[i + 1]) + (x[i + 2] + x[i + 3]);
    }
    for (; i < end; i++) {
      s += x[i];
    }
    return s;
  }

  private static double sum(float[] x, int from, int count) {
    int end = from + count;
    int i = from;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (; i <= end - 16; i += 16) {
      s0 += (x[i] + x[i + 1]) + (x[i + 2] + x[i + 3]);
      s1 += (x[i + 4] + x[i + 5]) + (x[i + 6] + x[i + 7]);
      s2 += (x[i + 8] + x[i + 9]) + (x[i + 10] + x[i + 11]);
      s3 += (x[i + 12] + x[i + 13]) + (x[i + 14] + x[i + 15]);
    }
    for (; i < end; i++) {
      s0 += x[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static float max(float[] x, int from, int count) {
    float result = x[from];
    for (int i = from + 1; i < from + count; i++) {
      result = Math.max(result, x[i]);
    }
    return result;
  }

  private static float min(float[] x, int from, int count) {
    float result = x[from];
    for (int i = from + 1; i < from + count; i++) {
      result = Math.min(result, x[i]);
    }
    return result;
  }

  /**
   * Combines rows of {@code width} elements, one after the other, into a row of results, which is
   * complete after {@link #addPending}.
   *
   * @param rows at least one; more only if the width is at most {@link Frame#BLOCK}
   */
  void foldRows(
      Reduction reduction, float[] x, int from, int rows, int width, double[] results, int column) {
    if (reduction == Reduction.SUM) {
      addRows(x, from, rows, width, results, column);
      return;
    }
    if (reduction == Reduction.PRODUCT) {
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < width; i++) {
          results[column + i] *= x[from + row * width + i];
        }
      }
      return;
    }
    boolean isMax = reduction == Reduction.MAX;
    System.arraycopy(x, from, extremes, 0, width);
    for (int row = 1; row < rows; row++) {
      System.arraycopy(x, from + row * width, others, 0, width);
      combine(isMax, width);
    }
    for (int i = 0; i < width; i++) {
      results[column + i] =
          isMax
              ? Math.max(results[column + i], extremes[i])
              : Math.min(results[column + i], extremes[i]);
    }
  }

  private void addRows(float[] x, int from, int rows, int width, double[] results, int column) {
    int row = 0;
    for (; row <= rows - GROUP; row += GROUP) {
      int r0 = from + row * width;
      int r1 = r0 + width;
      int r2 = r1 + width;
      int r3 = r2 + width;
      for (int i = 0; i < width; i++) {
        results[column + i] += (x[r0 + i] + x[r1 + i]) + (x[r2 + i] + x[r3 + i]);
      }
    }
    for (; row < rows; row++) {
      int at = from + row * width;
      if (column == 0 && width >= WIDE_ROW) {
        addToPending(x, at, width, results);
      } else {
        for (int i = 0; i < width; i++) {
          results[column + i] += x[at + i];
        }
      }
    }
  }

  /** Adds a row to those that are still summed in float. */
  private void addToPending(float[] x, int from, int width, double[] results) {
    if (width != pendingWidth) {
      // The part of a row that lies in one block may be longer than that of the row before.
      addPending(results);
    }
    if (pendingRows == 0) {
      System.arraycopy(x, from, pending, 0, width);
      pendingWidth = width;
    } else {
      System.arraycopy(x, from, others, 0, width);
      for (int i = 0; i < width; i++) {
        pending[i] += others[i];
      }
    }
    pendingRows++;
    if (pendingRows == GROUP) {
      addPending(results);
    }
  }

  /** Forgets rows that a kernel which failed has left. */
  void dropPending() {
    pendingRows = 0;
  }

  /** Adds what is still summed in float to a row of results. */
  void addPending(double[] results) {
    if (pendingRows > 0) {
      for (int i = 0; i < pendingWidth; i++) {
        results[i] += pending[i];
      }
      pendingRows = 0;
    }
  }
}
