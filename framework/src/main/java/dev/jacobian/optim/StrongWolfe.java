package dev.jacobian.optim;

import java.util.function.DoubleFunction;

/**
 * A search along a direction for a step after which the loss has fallen enough and its slope is
 * flat enough: the strong Wolfe conditions. It doubles and interpolates until two steps enclose
 * one, then narrows the two. Source: Nocedal and Wright, Numerical Optimization, 2006, algorithms
 * 3.5 and 3.6, with the limits of interpolation of PyTorch.
 */
final class StrongWolfe {
  private static final double SUFFICIENT = 1e-4;
  private static final double FLAT = 0.9;

  /** Part of the bracket that a trial stays away from its ends. */
  private static final double MARGIN = 0.1;

  private final DoubleFunction<Trial> at;
  private final Trial start;
  private final int most;
  private int rounds;
  private int evaluations;

  /**
   * The loss after a step.
   *
   * @param length of the step, in directions
   * @param slope of the loss along the direction
   */
  @SuppressWarnings("ArrayRecordComponent") // a vector of its own
  record Trial(double length, double loss, double[] gradient, double slope) {}

  /**
   * What was found.
   *
   * @param evaluations of the loss
   */
  record Found(Trial best, int evaluations) {}

  private StrongWolfe(DoubleFunction<Trial> at, Trial start, int most) {
    this.at = at;
    this.start = start;
    this.most = most;
  }

  /**
   * Searches.
   *
   * @param start what is there without a step
   * @param length the first to be tried
   * @param shortest length of a bracket that is not narrowed further
   * @param most rounds at most
   */
  static Found search(
      DoubleFunction<Trial> at, Trial start, double length, double shortest, int most) {
    StrongWolfe search = new StrongWolfe(at, start, most);
    Trial best = search.enclose(length, shortest);
    return new Found(best, search.evaluations);
  }

  private Trial enclose(double length, double shortest) {
    Trial before = start;
    Trial now = evaluate(length);
    while (rounds < most) {
      if (isTooHigh(now) || (rounds > 1 && now.loss >= before.loss)) {
        return narrow(before, now, shortest);
      }
      if (isFlat(now)) {
        return now;
      }
      if (now.slope >= 0) {
        return narrow(before, now, shortest);
      }
      double least = now.length + 0.01 * (now.length - before.length);
      double next = interpolate(before, now, least, 10 * now.length);
      before = now;
      now = evaluate(next);
      rounds++;
    }
    return start.loss <= now.loss ? start : now;
  }

  private Trial narrow(Trial a, Trial b, double shortest) {
    boolean isFirst = a.loss <= b.loss;
    Trial low = isFirst ? a : b;
    Trial high = isFirst ? b : a;
    boolean isSlow = false;
    while (rounds < most && Math.abs(high.length - low.length) >= shortest) {
      double from = Math.min(low.length, high.length);
      double to = Math.max(low.length, high.length);
      double length = interpolate(low, high, from, to);
      double margin = MARGIN * (to - from);
      boolean isAtEnd = Math.min(to - length, length - from) < margin;
      // A trial near an end is made once; after that it is moved inwards.
      if (isAtEnd && (isSlow || length >= to || length <= from)) {
        length = to - length < length - from ? to - margin : from + margin;
        isSlow = false;
      } else {
        isSlow = isAtEnd;
      }
      Trial trial = evaluate(length);
      rounds++;
      if (isTooHigh(trial) || trial.loss >= low.loss) {
        high = trial.loss < low.loss ? low : trial;
        low = trial.loss < low.loss ? trial : low;
        continue;
      }
      if (isFlat(trial)) {
        return trial;
      }
      if (trial.slope * (high.length - low.length) >= 0) {
        high = low;
      }
      low = trial;
    }
    return low;
  }

  private Trial evaluate(double length) {
    evaluations++;
    return at.apply(length);
  }

  private boolean isTooHigh(Trial trial) {
    return trial.loss > start.loss + SUFFICIENT * trial.length * start.slope;
  }

  private boolean isFlat(Trial trial) {
    return Math.abs(trial.slope) <= -FLAT * start.slope;
  }

  /** Returns where the cubic through both losses and slopes is least, within two bounds. */
  private static double interpolate(Trial a, Trial b, double from, double to) {
    boolean isFirst = a.length <= b.length;
    Trial left = isFirst ? a : b;
    Trial right = isFirst ? b : a;
    double width = right.length - left.length;
    double mixed = left.slope + right.slope - 3 * (right.loss - left.loss) / width;
    double square = mixed * mixed - left.slope * right.slope;
    if (!(square >= 0)) {
      return (from + to) / 2;
    }
    double root = Math.sqrt(square);
    double part = (right.slope + root - mixed) / (right.slope - left.slope + 2 * root);
    return Math.min(Math.max(right.length - width * part, from), to);
  }
}
