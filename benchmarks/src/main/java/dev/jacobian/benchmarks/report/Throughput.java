package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.CsvTask;

/** The speed of reading the file of W6. */
final class Throughput {
  private static final double MEGABYTE = 1e6;

  private Throughput() {}

  /** Returns the speed at which the file is read in this time. */
  static String format(double seconds) {
    return Math.round(CsvTask.BYTES / MEGABYTE / seconds) + " MB/s";
  }
}
