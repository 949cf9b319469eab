package dev.jacobian.examples;

import java.util.Locale;

/**
 * The figure that says whether a program of the course worked.
 *
 * @param figure what it measures
 * @param value what was reached
 * @param target what had to be reached
 * @param higherIsBetter whether the value has to be at least the target, else at most
 */
public record Outcome(String figure, double value, double target, boolean higherIsBetter) {
  /** Returns an outcome that is good if the value is at least the target. */
  public static Outcome atLeast(String figure, double value, double target) {
    return new Outcome(figure, value, target, true);
  }

  /** Returns an outcome that is good if the value is at most the target. */
  public static Outcome atMost(String figure, double value, double target) {
    return new Outcome(figure, value, target, false);
  }

  /** Returns whether the target was reached; a NaN never reaches it. */
  public boolean reached() {
    return higherIsBetter ? value >= target : value <= target;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %.6g (%s %.6g%s)",
        figure,
        value,
        higherIsBetter ? "at least" : "at most",
        target,
        reached() ? ", reached" : ": MISSED");
  }
}
