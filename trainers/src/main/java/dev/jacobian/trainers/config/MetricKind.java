package dev.jacobian.trainers.config;

import java.util.List;

/** The metrics that a configuration can name. */
public enum MetricKind {
  /** Mean squared error. */
  MSE(false, true),
  /** Root of the mean squared error. */
  RMSE(false, true),
  /** Mean absolute error. */
  MAE(false, true),
  /** Coefficient of determination. */
  R2(true, true),
  /** Share of right answers. */
  ACCURACY(true, false);

  private final boolean higherIsBetter;
  private final boolean ofNumbers;

  MetricKind(boolean higherIsBetter, boolean ofNumbers) {
    this.higherIsBetter = higherIsBetter;
    this.ofNumbers = ofNumbers;
  }

  /** Returns whether a larger value is the better one. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** Returns whether the metric says something about a task. */
  public boolean fits(Task task) {
    return ofNumbers == (task == Task.REGRESSION);
  }

  /** Returns the metrics of a task when none are named. */
  public static List<MetricKind> defaults(Task task) {
    return task == Task.REGRESSION ? List.of(RMSE, R2) : List.of(ACCURACY);
  }
}
