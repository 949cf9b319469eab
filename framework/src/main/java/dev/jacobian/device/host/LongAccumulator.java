package dev.jacobian.device.host;

import dev.jacobian.kernel.Reduction;
import java.util.Arrays;

/**
 * Accumulates integers and truth values in long. Their order has no say in the result, so plain
 * loops do, which HotSpot makes vector instructions of.
 */
final class LongAccumulator implements Accumulator {
  private long running;
  private long[] values = new long[Frame.BLOCK];

  private static long neutral(Reduction reduction) {
    return switch (reduction) {
      case SUM -> 0;
      case PRODUCT -> 1;
      case MAX -> Long.MIN_VALUE;
      case MIN -> Long.MAX_VALUE;
    };
  }

  static long combine(Reduction reduction, long x, long y) {
    return switch (reduction) {
      case SUM -> x + y;
      case PRODUCT -> x * y;
      case MAX -> Math.max(x, y);
      case MIN -> Math.min(x, y);
    };
  }

  private static long fold(Reduction reduction, Object lane, int from, int count) {
    long[] x = (long[]) lane;
    int end = from + count;
    long result = neutral(reduction);
    switch (reduction) {
      case SUM -> {
        for (int i = from; i < end; i++) {
          result += x[i];
        }
      }
      case PRODUCT -> {
        for (int i = from; i < end; i++) {
          result *= x[i];
        }
      }
      case MAX -> {
        for (int i = from; i < end; i++) {
          result = Math.max(result, x[i]);
        }
      }
      case MIN -> {
        for (int i = from; i < end; i++) {
          result = Math.min(result, x[i]);
        }
      }
    }
    return result;
  }

  @Override
  public void addRows(Reduction reduction, Object lane, int from, int rows, int width, int column) {
    long[] x = (long[]) lane;
    for (int row = 0; row < rows; row++) {
      int at = from + row * width;
      if (reduction == Reduction.SUM) {
        for (int i = 0; i < width; i++) {
          values[column + i] += x[at + i];
        }
      } else {
        for (int i = 0; i < width; i++) {
          values[column + i] = combine(reduction, values[column + i], x[at + i]);
        }
      }
    }
  }

  @Override
  public void beginRun(Reduction reduction) {
    running = neutral(reduction);
  }

  @Override
  public void addToRun(Reduction reduction, Object lane, int from, int count) {
    running = combine(reduction, running, fold(reduction, lane, from, count));
  }

  @Override
  public void endRun(int at) {
    values[at] = running;
  }

  @Override
  public void saveRun(Object saved, int at) {
    ((long[]) saved)[at] = running;
  }

  @Override
  public void foldRuns(Reduction reduction, Object lane, int from, int length, int runs, int at) {
    for (int i = 0; i < runs; i++) {
      values[at + i] = fold(reduction, lane, from + i * length, length);
    }
  }

  @Override
  public void beginRows(Reduction reduction, int width) {
    if (values.length < width) {
      values = new long[width];
    }
    Arrays.fill(values, 0, width, neutral(reduction));
  }

  @Override
  public void addSaved(Reduction reduction, Object saved, int at, int width) {
    addRows(reduction, saved, at, 1, width, 0);
  }

  @Override
  public void save(Object saved, int at, int count) {
    System.arraycopy(values, 0, saved, at, count);
  }

  @Override
  public void store(HostBlock target, long at, int count, Frame frame) {
    target.store(values, 0, at, count);
  }

  @Override
  public Object reduceSaved(Reduction reduction, Object saved, int outer, int middle, int inner) {
    long[] from = (long[]) saved;
    long[] to = new long[outer * inner];
    Arrays.fill(to, neutral(reduction));
    for (int i = 0; i < outer; i++) {
      if (inner == 1) {
        to[i] = fold(reduction, from, i * middle, middle);
      } else {
        for (int row = 0; row < middle; row++) {
          int at = (i * middle + row) * inner;
          for (int j = 0; j < inner; j++) {
            to[i * inner + j] = combine(reduction, to[i * inner + j], from[at + j]);
          }
        }
      }
    }
    return to;
  }

  @Override
  public void load(Object saved, int count) {
    if (values.length < count) {
      values = new long[count];
    }
    System.arraycopy(saved, 0, values, 0, count);
  }
}
