package dev.jacobian.trainers.progress;

import dev.jacobian.trainers.callback.Phase;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The time that a training row takes with all that belongs to it: validation, metrics, saving.
 *
 * <p>Batches of a size that a phase has not had before are captured and compiled, and the replays
 * that follow are compared with the eager run. That happens once, so it says nothing about the time
 * that is left: the first batch of each kind is left out, and the next ones count only until there
 * are others.
 */
final class Pace {
  /** Batches of a kind whose time is not yet that of all others. */
  private static final int UNSETTLED = 4;

  /** Batches that take the same time. */
  private record Kind(Phase phase, long rows) {}

  private final Map<Kind, Integer> seen = new HashMap<>();
  private final Sum early = new Sum();
  private final Sum settled = new Sum();
  private boolean isSettled;
  private double last;

  private static final class Sum {
    private double seconds;
    private long rows;
  }

  /** Begins, or begins anew, at a time in seconds. */
  void start(double now) {
    seen.clear();
    early.seconds = 0;
    early.rows = 0;
    settled.seconds = 0;
    settled.rows = 0;
    isSettled = false;
    last = now;
  }

  /** Takes a batch that ended at a time in seconds and began where the last event was. */
  void batch(Phase phase, long rows, double now) {
    int number = seen.merge(new Kind(phase, rows), 1, Integer::sum);
    if (phase == Phase.TRAIN) {
      isSettled = number > UNSETTLED;
    }
    if (number > 1) {
      Sum sum = isSettled ? settled : early;
      sum.seconds += now - last;
      sum.rows += phase == Phase.TRAIN ? rows : 0;
    }
    last = now;
  }

  /** Counts the time since the last event, in which something else than batches was done. */
  void other(double now) {
    (isSettled ? settled : early).seconds += now - last;
    last = now;
  }

  /** Returns the seconds for a training row; empty as long as nothing was measured. */
  OptionalDouble secondsPerRow() {
    Sum sum = settled.rows > 0 ? settled : early;
    return sum.rows > 0 ? OptionalDouble.of(sum.seconds / sum.rows) : OptionalDouble.empty();
  }
}
