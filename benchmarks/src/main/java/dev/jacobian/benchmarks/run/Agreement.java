package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds the contenders of a workload to the same numbers: whoever does other work is not a peer.
 */
final class Agreement {
  private final Workload workload;
  private final double tolerance;
  private @Nullable Contender first;
  private double[] expected = {};

  /**
   * Makes one for a workload.
   *
   * @param tolerance by which part of their size results may differ
   */
  Agreement(Workload workload, double tolerance) {
    this.workload = workload;
    this.tolerance = tolerance;
  }

  /**
   * Compares a contender's results with those of the first one.
   *
   * @return how they differ, or empty if they are about the same
   * @throws IllegalStateException if the contender is ours and differs: we are to be right
   */
  Optional<String> difference(Contender contender, double[] results) {
    if (first == null) {
      first = contender;
      expected = results.clone();
      return Optional.empty();
    }
    if (agree(results)) {
      return Optional.empty();
    }
    String difference =
        "has the results "
            + Arrays.toString(results)
            + "; expected about those of "
            + first
            + ", "
            + Arrays.toString(expected);
    if (contender.isOurs()) {
      throw new IllegalStateException(workload + ": " + contender + " " + difference);
    }
    return Optional.of(difference);
  }

  private boolean agree(double[] results) {
    if (results.length != expected.length) {
      return false;
    }
    for (int i = 0; i < results.length; i++) {
      double scale = Math.max(Math.abs(expected[i]), Float.MIN_NORMAL);
      // Written so that NaN disagrees.
      if (!(Math.abs(results[i] - expected[i]) <= tolerance * scale)) {
        return false;
      }
    }
    return true;
  }
}
