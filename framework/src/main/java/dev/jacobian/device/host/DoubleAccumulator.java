package dev.jacobian.device.host;

import dev.jacobian.device.Reduction;
import java.util.Arrays;

/** Accumulates floating point in double. */
final class DoubleAccumulator implements Accumulator {
  private final Reduction reduction;
  private final double neutral;
  private final double[] loaded = new double[BLOCK];
  private final double[] results = new double[BLOCK];

  DoubleAccumulator(Reduction reduction) {
    this.reduction = reduction;
    this.neutral =
        switch (reduction) {
          case SUM -> 0;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
        };
  }

  @Override
  public HostBlock newBlock(int size) {
    return new HostDoubles(new double[size]);
  }

  @Override
  public void reduceRun(HostBlock source, int from, int size, HostBlock target, int at) {
    double result = neutral;
    for (int done = 0; done < size; done += BLOCK) {
      int count = Math.min(BLOCK, size - done);
      source.load(from + done, 1, loaded, 0, count);
      result = combine(result, fold(count));
    }
    results[0] = result;
    target.store(results, at, 1);
  }

  private double combine(double a, double b) {
    return switch (reduction) {
      case SUM -> a + b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  /**
   * Combines the loaded elements in four strands, which the processor works on at the same time.
   */
  private double fold(int count) {
    double a = neutral;
    double b = neutral;
    double c = neutral;
    double d = neutral;
    int whole = count & -4;
    switch (reduction) {
      case SUM -> {
        for (int i = 0; i < whole; i += 4) {
          a += loaded[i];
          b += loaded[i + 1];
          c += loaded[i + 2];
          d += loaded[i + 3];
        }
      }
      case MAX -> {
        for (int i = 0; i < whole; i += 4) {
          a = Math.max(a, loaded[i]);
          b = Math.max(b, loaded[i + 1]);
          c = Math.max(c, loaded[i + 2]);
          d = Math.max(d, loaded[i + 3]);
        }
      }
      case MIN -> {
        for (int i = 0; i < whole; i += 4) {
          a = Math.min(a, loaded[i]);
          b = Math.min(b, loaded[i + 1]);
          c = Math.min(c, loaded[i + 2]);
          d = Math.min(d, loaded[i + 3]);
        }
      }
    }
    double result = combine(combine(a, b), combine(c, d));
    for (int i = whole; i < count; i++) {
      result = combine(result, loaded[i]);
    }
    return result;
  }

  @Override
  public void reduceColumns(
      HostBlock source, int from, int stride, int size, HostBlock target, int at, int count) {
    Arrays.fill(results, 0, count, neutral);
    for (int row = 0; row < size; row++) {
      source.load(from + row * stride, 1, loaded, 0, count);
      switch (reduction) {
        case SUM -> {
          for (int i = 0; i < count; i++) {
            results[i] += loaded[i];
          }
        }
        case MAX -> {
          for (int i = 0; i < count; i++) {
            results[i] = Math.max(results[i], loaded[i]);
          }
        }
        case MIN -> {
          for (int i = 0; i < count; i++) {
            results[i] = Math.min(results[i], loaded[i]);
          }
        }
      }
    }
    target.store(results, at, count);
  }
}
