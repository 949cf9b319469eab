package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.List;
import java.util.stream.Stream;

/**
 * A workload and who does it.
 *
 * @param processes the contenders of each process; those that share one differ by little, so that
 *     the process itself may not make the difference
 * @param rounds how often each contender has its turn; for W8, the steps of its only one
 * @param warmSeconds how long each works before the first round
 * @param roundSeconds how long a turn takes about; at least one call
 */
record Contest(
    Workload workload,
    List<List<Contender>> processes,
    int rounds,
    double warmSeconds,
    double roundSeconds) {

  /** Returns a contest in which everybody has a process of their own. */
  static Contest of(
      Workload workload,
      int rounds,
      double warmSeconds,
      double roundSeconds,
      Contender... contenders) {
    List<List<Contender>> processes = Stream.of(contenders).map(List::of).toList();
    return new Contest(workload, processes, rounds, warmSeconds, roundSeconds);
  }

  /** Returns everybody who takes part. */
  List<Contender> contenders() {
    return processes.stream().flatMap(List::stream).toList();
  }

  /** Returns whether memory is watched, not time. */
  boolean isSoak() {
    return workload == Workload.W8_SMALL || workload == Workload.W8_LARGE;
  }

  /** Returns whether the memory of the processes is looked at after their last round. */
  boolean weighs() {
    return workload == Workload.W10 || workload == Workload.W17;
  }

  /** Returns this contest with one more process. */
  Contest withShared(Contender... contenders) {
    List<List<Contender>> all =
        Stream.concat(Stream.of(List.of(contenders)), processes.stream()).toList();
    return new Contest(workload, all, rounds, warmSeconds, roundSeconds);
  }
}
