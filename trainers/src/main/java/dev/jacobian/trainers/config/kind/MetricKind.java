package dev.jacobian.trainers.config.kind;

import java.util.EnumSet;
import java.util.Set;

/** The metrics that a configuration can name. */
public enum MetricKind {
  /** Mean squared error. */
  MSE(false, Task.REGRESSION),
  /** Root of the mean squared error. */
  RMSE(false, Task.REGRESSION),
  /** Mean absolute error. */
  MAE(false, Task.REGRESSION),
  /** Mean absolute percentage error. */
  MAPE(false, Task.REGRESSION),
  /** Coefficient of determination. */
  R2(true, Task.REGRESSION),
  /** Share of right answers. */
  ACCURACY(true, Task.BINARY, Task.CLASSES),
  /** Share of right answers among those that name a class. */
  PRECISION(true, Task.BINARY, Task.CLASSES),
  /** Mean of the classes' precisions. */
  PRECISION_MACRO(true, Task.BINARY, Task.CLASSES),
  /** The same, weighted by the classes' rows. */
  PRECISION_WEIGHTED(true, Task.BINARY, Task.CLASSES),
  /** Share of a class's rows that are found. */
  RECALL(true, Task.BINARY, Task.CLASSES),
  /** Mean of the classes' recalls. */
  RECALL_MACRO(true, Task.BINARY, Task.CLASSES),
  /** The same, weighted by the classes' rows. */
  RECALL_WEIGHTED(true, Task.BINARY, Task.CLASSES),
  /** Harmonic mean of precision and recall. */
  F1(true, Task.BINARY, Task.CLASSES),
  /** Mean of the classes' F1. */
  F1_MACRO(true, Task.BINARY, Task.CLASSES),
  /** The same, weighted by the classes' rows. */
  F1_WEIGHTED(true, Task.BINARY, Task.CLASSES),
  /** Area under the receiver operating characteristic. */
  AUC(true, Task.BINARY, Task.CLASSES),
  /** Area under the curve of precision against recall. */
  AVERAGE_PRECISION(true, Task.BINARY, Task.CLASSES),
  /** Cross-entropy of the predicted probabilities, whatever the loss is. */
  LOG_LOSS(false, Task.BINARY, Task.CLASSES),
  /** Share of rows whose class is among the K with the highest scores. */
  TOP_K(true, Task.CLASSES);

  private final boolean higherIsBetter;

  @SuppressWarnings("ImmutableEnumChecker") // filled once, read only
  private final Set<Task> tasks;

  MetricKind(boolean higherIsBetter, Task first, Task... others) {
    this.higherIsBetter = higherIsBetter;
    this.tasks = EnumSet.of(first, others);
  }

  /** Returns whether a larger value is the better one. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** Returns whether the metric says something about a task. */
  public boolean fits(Task task) {
    return tasks.contains(task);
  }
}
