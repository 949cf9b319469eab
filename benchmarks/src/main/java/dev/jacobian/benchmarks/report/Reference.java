package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import java.util.Arrays;
import java.util.List;

/**
 * What is compared with.
 *
 * @param contenders the fastest of them counts
 */
record Reference(String title, List<Contender> contenders) {
  /** Whoever of the others is fastest in the run. */
  static final Reference FASTEST =
      new Reference(
          "the fastest peer", Arrays.stream(Contender.values()).filter(Contender::isPeer).toList());

  /** Returns one contender as a reference. */
  static Reference of(Contender contender) {
    return new Reference(contender.title(), List.of(contender));
  }
}
