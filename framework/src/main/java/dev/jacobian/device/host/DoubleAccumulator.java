package dev.jacobian.device.host;

import dev.jacobian.kernel.Reduction;
import dev.jacobian.shape.DType;
import java.util.Arrays;

/** Accumulates floating point in double. */
final class DoubleAccumulator implements Accumulator {
  private final FloatFolds floatFolds = new FloatFolds();
  private double running;
  private double[] values = new double[Frame.BLOCK];

  private static double neutral(Reduction reduction) {
    return switch (reduction) {
      case SUM -> 0;
      case PRODUCT -> 1;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  static double combine(Reduction reduction, double x, double y) {
    return switch (reduction) {
      case SUM -> x + y;
      case PRODUCT -> x * y;
      case MAX -> Math.max(x, y);
      case MIN -> Math.min(x, y);
    };
  }

  private double fold(Reduction reduction, Object lane, int from, int count) {
    return lane instanceof float[] floats
        ? floatFolds.fold(reduction, floats, from, count)
        : DoubleFolds.fold(reduction, (double[]) lane, from, count);
  }

  @Override
  public void addRows(Reduction reduction, Object lane, int from, int rows, int width, int column) {
    if (lane instanceof float[] floats) {
      floatFolds.foldRows(reduction, floats, from, rows, width, values, column);
    } else {
      DoubleFolds.foldRows(reduction, (double[]) lane, from, rows, width, values, column);
    }
  }

  @Override
  public void beginRun(Reduction reduction) {
    floatFolds.dropPending();
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
    ((double[]) saved)[at] = running;
  }

  @Override
  public void foldRuns(Reduction reduction, Object lane, int from, int length, int runs, int at) {
    if (lane instanceof float[] floats) {
      floatFolds.foldRuns(reduction, floats, from, length, runs, values, at);
      return;
    }
    for (int i = 0; i < runs; i++) {
      values[at + i] = fold(reduction, lane, from + i * length, length);
    }
  }

  @Override
  public void beginRows(Reduction reduction, int width) {
    floatFolds.dropPending();
    if (values.length < width) {
      values = new double[width];
    }
    Arrays.fill(values, 0, width, neutral(reduction));
  }

  @Override
  public void addSaved(Reduction reduction, Object saved, int at, int width) {
    DoubleFolds.foldRows(reduction, (double[]) saved, at, 1, width, values, 0);
  }

  @Override
  public void save(Object saved, int at, int count) {
    floatFolds.addPending(values);
    System.arraycopy(values, 0, saved, at, count);
  }

  @Override
  public void store(HostBlock target, long at, int count, Frame frame) {
    floatFolds.addPending(values);
    if (target.dtype() == DType.FLOAT64) {
      target.store(values, 0, at, count);
      return;
    }
    float[] rounded = (float[]) frame.spare(Lane.FLOAT);
    for (int done = 0; done < count; done += Frame.BLOCK) {
      int part = Math.min(Frame.BLOCK, count - done);
      for (int i = 0; i < part; i++) {
        rounded[i] = (float) values[done + i];
      }
      target.store(rounded, 0, at + done, part);
    }
  }

  @Override
  public Object reduceSaved(Reduction reduction, Object saved, int outer, int middle, int inner) {
    double[] from = (double[]) saved;
    double[] to = new double[outer * inner];
    Arrays.fill(to, neutral(reduction));
    for (int i = 0; i < outer; i++) {
      if (inner == 1) {
        to[i] = DoubleFolds.fold(reduction, from, i * middle, middle);
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
      values = new double[count];
    }
    System.arraycopy(saved, 0, values, 0, count);
  }
}
