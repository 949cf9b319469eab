package dev.jacobian.benchmarks;

import java.util.Arrays;

/** Times several programs in turn, so that a drift of the machine hits all of them alike. */
final class Timing {
  private static final int ROUNDS = 15;
  private static final long WARM_UP_NANOS = 2_000_000_000L;
  private static final long ROUND_NANOS = 200_000_000L;

  private Timing() {}

  /** Returns the median time of one call of each program in microseconds. */
  static double[] medianMicros(Runnable... programs) {
    int[] calls = new int[programs.length];
    for (int i = 0; i < programs.length; i++) {
      calls[i] = warmUp(programs[i]);
    }
    double[][] micros = new double[programs.length][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < programs.length; i++) {
        micros[i][round] = nanos(programs[i], calls[i]) / 1e3 / calls[i];
      }
    }
    return Arrays.stream(micros).mapToDouble(Timing::median).toArray();
  }

  /** Runs a program until it is compiled, and returns how many calls fill a round. */
  private static int warmUp(Runnable program) {
    long start = System.nanoTime();
    int calls = 0;
    while (System.nanoTime() - start < WARM_UP_NANOS) {
      program.run();
      calls++;
    }
    return (int) Math.max(1, calls * ROUND_NANOS / WARM_UP_NANOS);
  }

  private static long nanos(Runnable program, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      program.run();
    }
    return System.nanoTime() - start;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
