package dev.jacobian.trainers;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Losses at rising learning rates, as {@link LearningRateFinder} found them.
 *
 * @param points one for each step, in order
 * @param stopReason why it ended before the last learning rate, if it did
 */
public record LearningRateCurve(List<Point> points, Optional<String> stopReason) {
  /**
   * A step.
   *
   * @param learningRate what the step used
   * @param loss of the step's batch before the update
   * @param smoothedLoss mean of this loss and those before, weighted exponentially
   */
  public record Point(double learningRate, double loss, double smoothedLoss) {}

  private static final int SKIPPED_AT_START = 10;
  private static final int SKIPPED_AT_END = 1;

  /** Copies the list. */
  public LearningRateCurve {
    points = List.copyOf(points);
  }

  /**
   * Returns the learning rate at which the smoothed loss falls most steeply over the logarithm of
   * the rate, without the first 10 steps and the last, as in Lightning; empty if the loss falls
   * nowhere, or fewer than two steps are left.
   */
  public OptionalDouble suggestion() {
    return suggestion(SKIPPED_AT_START, SKIPPED_AT_END);
  }

  /**
   * Returns the learning rate at which the smoothed loss falls most steeply over the logarithm of
   * the rate; empty if it falls nowhere, or fewer than two steps are left.
   *
   * @param skippedAtStart steps at the start that are left out
   * @param skippedAtEnd steps at the end that are left out
   */
  public OptionalDouble suggestion(int skippedAtStart, int skippedAtEnd) {
    int end = points.size() - skippedAtEnd;
    OptionalDouble steepest = OptionalDouble.empty();
    if (end - skippedAtStart < 2) {
      return steepest;
    }
    double lowest = 0;
    for (int i = skippedAtStart; i < end; i++) {
      double slope = slope(i, skippedAtStart, end);
      if (slope < lowest) {
        lowest = slope;
        steepest = OptionalDouble.of(points.get(i).learningRate());
      }
    }
    return steepest;
  }

  /**
   * Returns the slope at a step from its neighbours in {@code [start, end)}. The rates form a
   * geometric sequence, so the distance in their logarithm is the distance in steps.
   */
  private double slope(int index, int start, int end) {
    int before = Math.max(index - 1, start);
    int after = Math.min(index + 1, end - 1);
    return (points.get(after).smoothedLoss() - points.get(before).smoothedLoss())
        / (after - before);
  }
}
