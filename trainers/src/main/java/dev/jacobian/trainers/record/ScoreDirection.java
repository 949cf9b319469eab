package dev.jacobian.trainers.record;

import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.config.MetricChoice;

/** Whether more or less of a score is better. */
public enum ScoreDirection {
  /** A smaller value is better, as for losses. */
  LOWER,
  /** A larger value is better, as for accuracy. */
  HIGHER,
  /** Nobody knows: a metric that is not one of the framework's. */
  UNKNOWN;

  /** Returns the direction of a score by its name, such as {@code validation_r2}. */
  public static ScoreDirection of(String score) {
    String metric = ScoreName.of(score).metric();
    if (metric.equals(Phase.LOSS)) {
      return LOWER;
    }
    return MetricChoice.named(metric)
        .map(choice -> choice.kind().higherIsBetter() ? HIGHER : LOWER)
        .orElse(UNKNOWN);
  }

  /** Returns whether a value is better than the best so far. NaN never is. */
  public boolean improves(double value, double best) {
    if (this == UNKNOWN || Double.isNaN(value)) {
      return false;
    }
    return Double.isNaN(best) || (this == LOWER ? value < best : value > best);
  }
}
