package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.List;

/**
 * What others are compared with.
 *
 * @param contenders the fastest of them counts
 */
record Reference(String title, List<Contender> contenders) {
  static final Reference PYTORCH =
      new Reference("PyTorch", List.of(Contender.PYTORCH, Contender.PYTORCH_ALL));
  static final Reference LOADER =
      new Reference("PyTorch's `DataLoader`", List.of(Contender.PYTORCH_LOADER));
  static final Reference PANDAS =
      new Reference("pandas", List.of(Contender.PANDAS, Contender.PANDAS_ARROW));
  static final Reference CBLAS = new Reference("`cblas_sgemm`", List.of(Contender.CBLAS));

  /** Returns the reference of a workload's table. */
  static Reference of(Workload workload) {
    return switch (workload) {
      case W3 -> LOADER;
      case W6 -> PANDAS;
      default -> PYTORCH;
    };
  }
}
