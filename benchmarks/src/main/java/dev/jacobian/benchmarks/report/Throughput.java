package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.CsvTask;
import dev.jacobian.benchmarks.work.GenerationTask;
import dev.jacobian.benchmarks.work.Workload;

/** The speed of reading the file of W6, and of writing the text of W13. */
final class Throughput {
  private static final double MEGABYTE = 1e6;

  private Throughput() {}

  /**
   * Returns the speed that goes with a time, as it stands behind that; nothing if there is none.
   */
  static String format(Workload workload, double seconds) {
    return switch (workload) {
      case W6 -> ", " + Math.round(CsvTask.BYTES / MEGABYTE / seconds) + " MB/s";
      case W13 -> ", " + Quantity.digits(GenerationTask.NEW_TOKENS / seconds) + " tokens/s";
      default -> "";
    };
  }
}
