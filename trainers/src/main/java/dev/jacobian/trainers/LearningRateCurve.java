package dev.jacobian.trainers;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Losses at rising learning rates, as {@link LearningRateFinder} found them.
 *
 * @param points one for each step, in order, at rates in a geometric sequence
 * @param stopReason why it ended before the last learning rate, if it did
 */
public record LearningRateCurve(List<Point> points, Optional<String> stopReason) {
  /**
   * A step.
   *
   * @param learningRate what the step used
   * @param loss after the step, on the same rows for all steps
   */
  public record Point(double learningRate, double loss) {}

  /** Steps whose median says where the loss was lowest. */
  private static final int MEDIAN_OF = 7;

  /** The shortest fall that is looked for: one from a rate to this many times the rate. */
  private static final double SHORTEST_FALL = 10;

  /** Copies the list. */
  public LearningRateCurve {
    points = List.copyOf(points);
  }

  /**
   * Returns the learning rate in the middle of where the loss falls: of the straight line down
   * which, between two levels, is nearest to the losses by least squares, from the first rate to
   * that with the lowest loss. What comes after it does not matter, however far the loss explodes.
   * Empty if the loss does not fall, or not farther than its noise would.
   */
  public OptionalDouble suggestion() {
    if (points.size() < 2) {
      return OptionalDouble.empty();
    }
    double[] losses = points.stream().mapToDouble(Point::loss).toArray();
    int shortest = shortestFall();
    int end = Math.min(losses.length, Math.max(lowest(losses), shortest) + 1);
    return FallingLine.fit(Arrays.copyOf(losses, end), shortest)
        .map(line -> OptionalDouble.of(middle(line)))
        .orElseGet(OptionalDouble::empty);
  }

  /** Returns the steps of a decade, or fewer where there are few steps. */
  private int shortestFall() {
    double ratio = points.get(1).learningRate() / points.get(0).learningRate();
    double decade = Math.log(SHORTEST_FALL) / Math.log(ratio);
    return (int) Math.max(1, Math.min(decade, (points.size() - 1) / 4.0));
  }

  /** Returns the step around which the median loss is lowest, the first of equal ones. */
  private static int lowest(double[] losses) {
    int lowest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < losses.length; i++) {
      int reach = Math.min(MEDIAN_OF / 2, Math.min(i, losses.length - 1 - i));
      double[] near = Arrays.copyOfRange(losses, i - reach, i + reach + 1);
      Arrays.sort(near);
      if (near[reach] < least) {
        least = near[reach];
        lowest = i;
      }
    }
    return lowest;
  }

  private double middle(FallingLine line) {
    return Math.sqrt(points.get(line.start()).learningRate())
        * Math.sqrt(points.get(line.end()).learningRate());
  }
}
