package dev.jacobian.device.host;

import dev.jacobian.kernel.Reduction;

/**
 * Combines elements of {@code long[]}. Runs are combined in strands, which the processor works on
 * at the same time.
 */
final class LongFolds {
  private LongFolds() {}

  /** Returns the combination of elements {@code [from, from + count)}, at least one. */
  static long fold(Reduction reduction, long[] x, int from, int count) {
    return switch (reduction) {
      case SUM -> sum(x, from, count);
      case PRODUCT -> product(x, from, count);
      case MAX -> max(x, from, count);
      case MIN -> min(x, from, count);
    };
  }

  private static long sum(long[] x, int from, int count) {
    int end = from + count;
    int i = from;
    long s0 = 0;
    long s1 = 0;
    long s2 = 0;
    long s3 = 0;
    long s4 = 0;
    long s5 = 0;
    long s6 = 0;
    long s7 = 0;
    for (; i <= end - 8; i += 8) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
      s4 += x[i + 4];
      s5 += x[i + 5];
      s6 += x[i + 6];
      s7 += x[i + 7];
    }
    for (; i < end; i++) {
      s0 += x[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  private static long product(long[] x, int from, int count) {
    long result = 1;
    for (int i = from; i < from + count; i++) {
      result *= x[i];
    }
    return result;
  }

  private static long max(long[] x, int from, int count) {
    int end = from + count;
    long s0 = x[from];
    long s1 = s0;
    long s2 = s0;
    long s3 = s0;
    int i = from + 1;
    for (; i <= end - 4; i += 4) {
      s0 = Math.max(s0, x[i]);
      s1 = Math.max(s1, x[i + 1]);
      s2 = Math.max(s2, x[i + 2]);
      s3 = Math.max(s3, x[i + 3]);
    }
    for (; i < end; i++) {
      s0 = Math.max(s0, x[i]);
    }
    return Math.max(Math.max(s0, s1), Math.max(s2, s3));
  }

  private static long min(long[] x, int from, int count) {
    int end = from + count;
    long s0 = x[from];
    long s1 = s0;
    long s2 = s0;
    long s3 = s0;
    int i = from + 1;
    for (; i <= end - 4; i += 4) {
      s0 = Math.min(s0, x[i]);
      s1 = Math.min(s1, x[i + 1]);
      s2 = Math.min(s2, x[i + 2]);
      s3 = Math.min(s3, x[i + 3]);
    }
    for (; i < end; i++) {
      s0 = Math.min(s0, x[i]);
    }
    return Math.min(Math.min(s0, s1), Math.min(s2, s3));
  }

  /** Combines rows of {@code width} elements, one after the other, into a row of results. */
  static void foldRows(
      Reduction reduction, long[] x, int from, int rows, int width, long[] results, int column) {
    for (int row = 0; row < rows; row++) {
      int at = from + row * width;
      switch (reduction) {
        case SUM -> {
          for (int i = 0; i < width; i++) {
            results[column + i] += x[at + i];
          }
        }
        case PRODUCT -> {
          for (int i = 0; i < width; i++) {
            results[column + i] *= x[at + i];
          }
        }
        case MAX -> {
          for (int i = 0; i < width; i++) {
            results[column + i] = Math.max(results[column + i], x[at + i]);
          }
        }
        case MIN -> {
          for (int i = 0; i < width; i++) {
            results[column + i] = Math.min(results[column + i], x[at + i]);
          }
        }
      }
    }
  }
}
