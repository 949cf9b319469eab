package dev.jacobian.trainers;

import java.util.Arrays;
import java.util.Optional;

/**
 * The curve of three straight pieces that is nearest to a series of losses, by least squares: level
 * up to one step, along a line down to another, level from there. All losses take part in the place
 * of the line, so noise moves it little, where a slope between neighbours is mostly noise.
 *
 * @param start the step at which the line begins
 * @param end the step at which it ends
 */
record FallingLine(int start, int end) {
  /**
   * How many times the spread that is left, per degree of freedom, the line must explain. Of 1,000
   * series of 100 equal losses with noise it finds a line in fewer than 10.
   */
  private static final double LEAST_F = 12;

  /** Two levels and two places. */
  private static final int UNKNOWNS = 4;

  /**
   * Returns the nearest curve that falls; empty if there is none, or noise alone would fall as far.
   *
   * @param losses one of each step
   * @param shortest steps from the start of the line to its end, if the series is that long
   */
  static Optional<FallingLine> fit(double[] losses, int shortest) {
    int count = losses.length;
    double mean = Arrays.stream(losses).average().orElse(0);
    double[] values = Arrays.stream(losses).map(loss -> loss - mean).toArray();
    double spread = Arrays.stream(values).map(value -> value * value).sum();
    // Sums over the losses before each step, and the same with each loss times its step.
    double[] sum = new double[count + 1];
    double[] moment = new double[count + 1];
    for (int i = 0; i < count; i++) {
      sum[i + 1] = sum[i] + values[i];
      moment[i + 1] = moment[i] + i * values[i];
    }
    double best = 0;
    FallingLine found = null;
    int least = Math.max(1, Math.min(shortest, count - 1));
    for (int start = 0; start + least < count; start++) {
      for (int end = start + least; end < count; end++) {
        // The shape is 0 before the line, 1 after it and (i - start) / length on it.
        double length = end - start;
        double after = count - 1 - end;
        double shape = (length + 1) / 2 + after;
        double shapeSquared = (length + 1) * (2 * length + 1) / (6 * length) + after;
        double variation = shapeSquared - shape * shape / count;
        double onLine = moment[end + 1] - moment[start] - start * (sum[end + 1] - sum[start]);
        double product = onLine / length - sum[end + 1];
        double explained = product < 0 && variation > 0 ? product * product / variation : 0;
        if (explained > best) {
          best = explained;
          found = new FallingLine(start, end);
        }
      }
    }
    double unexplained = Math.max(0, spread - best) / Math.max(1, count - UNKNOWNS);
    return found != null && best > LEAST_F * unexplained ? Optional.of(found) : Optional.empty();
  }
}
