package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is compared with.
 *
 * @param contenders the fastest of them counts
 * @param workload what they do; empty for the same work
 */
record Reference(String title, List<Contender> contenders, Optional<Workload> workload) {
  /** Whoever of the others is fastest in the run. */
  static final Reference FASTEST =
      new Reference(
          "the fastest peer",
          Arrays.stream(Contender.values()).filter(Contender::isPeer).toList(),
          Optional.empty());

  /** Returns one contender as a reference. */
  static Reference of(Contender contender) {
    return new Reference(contender.title(), List.of(contender), Optional.empty());
  }

  /** Returns what a contender takes for W4 over a packed array as a reference. */
  static Reference packed(Contender contender) {
    return new Reference("itself, packed", List.of(contender), Optional.of(Workload.W4));
  }
}
