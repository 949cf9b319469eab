package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.List;

/** The targets of this project. */
final class Targets {
  /** Resident memory swings by this much without a trend: code and pages of the JVM itself. */
  private static final double FLAT_BYTES = 16 << 20;

  private static final double KIBIBYTE = 1024;

  private static final Reference SLICES = Reference.of(Contender.PYTORCH_SLICES);
  private static final Reference SCRIPT = Reference.of(Contender.PYTORCH_SCRIPT);

  static final List<Target> ALL =
      List.of(
          Target.ratio(Workload.W1, Contender.JACOBIAN_COMPILED, 0.1, Reference.FASTEST),
          Target.ratio(Workload.W2, Contender.JACOBIAN_COMPILED, 0.85, Reference.FASTEST),
          Target.ratio(Workload.W3, Contender.JACOBIAN_COMPILED, 0.25, SLICES),
          Target.ratio(Workload.W3, Contender.JACOBIAN_TRAINER, 0.25, SLICES),
          Target.ratio(Workload.W4, Contender.JACOBIAN_COMPILED, 1, Reference.FASTEST),
          Target.ratio(Workload.W4, Contender.JACOBIAN_EAGER, 1, Reference.of(Contender.PYTORCH)),
          packed(Workload.W4_TRANSPOSED),
          packed(Workload.W4_COLUMNS),
          packed(Workload.W4_STRIDED),
          Target.ratio(Workload.W5, Contender.JACOBIAN_EAGER, 1.05, Reference.FASTEST),
          Target.ratio(Workload.W6, Contender.JACOBIAN_CSV, 1, Reference.of(Contender.ARROW)),
          Target.atMost(Workload.W7, Contender.JACOBIAN_COMPILED, Quantity.SECONDS, 1),
          flat(Workload.W8_SMALL, Contender.JACOBIAN_EAGER),
          flat(Workload.W8_LARGE, Contender.JACOBIAN_EAGER),
          flat(Workload.W8_SMALL, Contender.JACOBIAN_COMPILED),
          flat(Workload.W8_LARGE, Contender.JACOBIAN_COMPILED),
          stillPool(Workload.W8_SMALL),
          stillPool(Workload.W8_LARGE),
          smallHeap(Workload.W8_SMALL),
          smallHeap(Workload.W8_LARGE),
          Target.ratio(Workload.W9, Contender.JACOBIAN_COMPILED, 0.8, Reference.FASTEST),
          eager(Workload.W9),
          Target.ratio(Workload.W10, Contender.JACOBIAN_COMPILED, 0.7, Reference.FASTEST),
          eager(Workload.W10),
          resident(Workload.W10),
          Target.ratio(Workload.W11, Contender.JACOBIAN_COMPILED, 1, Reference.FASTEST),
          Target.ratio(Workload.W12, Contender.JACOBIAN_COMPILED, 1, Reference.FASTEST),
          Target.ratio(Workload.W13, Contender.JACOBIAN_EAGER, 0.83, Reference.FASTEST),
          Target.atMost(Workload.W14_IRIS, Contender.JACOBIAN_COMMAND, Quantity.SECONDS, 1.5),
          Target.ratio(Workload.W14_IRIS, Contender.JACOBIAN_COMMAND, 0.6, SCRIPT),
          Target.ratio(Workload.W14_DIGITS, Contender.JACOBIAN_COMMAND, 0.6, SCRIPT),
          Target.ratio(Workload.W16, Contender.JACOBIAN_COMPILED, 0.8, Reference.FASTEST),
          eager(Workload.W16),
          Target.ratio(Workload.W17, Contender.JACOBIAN_COMPILED, 1, Reference.FASTEST),
          eager(Workload.W17),
          resident(Workload.W17));

  /** Those of a GPU. */
  static final List<Target> GPU =
      List.of(
          beside(Workload.W1, 0.2, Contender.PYTORCH),
          beside(Workload.W1, 1, Contender.PYTORCH_GRAPHS),
          beside(Workload.W2, 1, Contender.PYTORCH_COMPILED),
          Target.ratio(
              Workload.W5_LARGE, Contender.JACOBIAN_EAGER, 1.03, Reference.of(Contender.PYTORCH)),
          beside(Workload.W10, 1, Contender.PYTORCH_COMPILED));

  private Targets() {}

  private static Target beside(Workload workload, double limit, Contender peer) {
    return Target.ratio(workload, Contender.JACOBIAN_COMPILED, limit, Reference.of(peer));
  }

  private static Target packed(Workload workload) {
    Contender contender = Contender.JACOBIAN_COMPILED;
    return Target.ratio(workload, contender, 1.3, Reference.packed(contender));
  }

  private static Target eager(Workload workload) {
    Reference peer = Reference.of(Contender.PYTORCH_ALL);
    return Target.ratio(workload, Contender.JACOBIAN_EAGER, 1.3, peer);
  }

  private static Target resident(Workload workload) {
    Reference peer = Reference.of(Contender.PYTORCH);
    return Target.resident(workload, Contender.JACOBIAN_COMPILED, 1, peer);
  }

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
