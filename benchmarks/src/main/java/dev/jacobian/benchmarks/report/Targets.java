package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.List;

/** The targets of this project. */
final class Targets {
  /** Resident memory swings by this much without a trend: code and pages of the JVM itself. */
  private static final double FLAT_BYTES = 16 << 20;

  private static final double KIBIBYTE = 1024;

  static final List<Target> ALL =
      List.of(
          Target.ratio(Workload.W1, Contender.JACOBIAN_EAGER, 0.5, Reference.PYTORCH),
          Target.ratio(Workload.W1, Contender.JACOBIAN_COMPILED, 0.05, Reference.PYTORCH),
          Target.ratio(Workload.W2, Contender.JACOBIAN_EAGER, 1.2, Reference.PYTORCH),
          Target.ratio(Workload.W2, Contender.JACOBIAN_COMPILED, 0.85, Reference.PYTORCH),
          Target.ratio(Workload.W3, Contender.JACOBIAN_COMPILED, 0.06, Reference.LOADER),
          Target.ratio(Workload.W3, Contender.JACOBIAN_TRAINER, 0.06, Reference.LOADER),
          Target.ratio(Workload.W4, Contender.JACOBIAN_EAGER, 1.5, Reference.PYTORCH),
          Target.ratio(Workload.W4, Contender.JACOBIAN_COMPILED, 0.4, Reference.PYTORCH),
          Target.ratio(Workload.W5, Contender.JACOBIAN_EAGER, 1.05, Reference.CBLAS),
          Target.atMost(
              Workload.W6, Contender.JACOBIAN_CSV, Quantity.SECONDS, Throughput.seconds(300)),
          Target.atMost(Workload.W7, Contender.JACOBIAN_COMPILED, Quantity.SECONDS, 2),
          flat(Workload.W8_SMALL, Contender.JACOBIAN_EAGER),
          flat(Workload.W8_LARGE, Contender.JACOBIAN_EAGER),
          flat(Workload.W8_SMALL, Contender.JACOBIAN_COMPILED),
          flat(Workload.W8_LARGE, Contender.JACOBIAN_COMPILED),
          stillPool(Workload.W8_SMALL),
          stillPool(Workload.W8_LARGE),
          smallHeap(Workload.W8_SMALL),
          smallHeap(Workload.W8_LARGE));

  private Targets() {}

  private static Target flat(Workload workload, Contender contender) {
    return Target.atMost(workload, contender, Quantity.RESIDENT_GROWTH, FLAT_BYTES);
  }

  private static Target stillPool(Workload workload) {
    return Target.atMost(workload, Contender.JACOBIAN_COMPILED, Quantity.POOL_GROWTH, 0);
  }

  private static Target smallHeap(Workload workload) {
    return Target.atMost(workload, Contender.JACOBIAN_COMPILED, Quantity.HEAP_PER_STEP, KIBIBYTE);
  }
}
