package dev.jacobian.trainers.callback;

/**
 * Which of an epoch's scores says how good it is.
 *
 * @param score the name, such as {@code validation_loss}
 * @param higherIsBetter whether a larger value is better, as for accuracy
 */
public record Monitor(String score, boolean higherIsBetter) {
  /** Monitors a score of which less is better, such as a loss. */
  public static Monitor lowest(String score) {
    return new Monitor(score, false);
  }

  /** Monitors a score of which more is better, such as accuracy. */
  public static Monitor highest(String score) {
    return new Monitor(score, true);
  }

  /**
   * Returns whether a value improves on the best one so far by more than {@code minDelta}. NaN
   * never does; any number improves on NaN.
   */
  public boolean improves(double value, double best, double minDelta) {
    if (Double.isNaN(value)) {
      return false;
    }
    if (Double.isNaN(best)) {
      return true;
    }
    return higherIsBetter ? value > best + minDelta : value < best - minDelta;
  }
}
