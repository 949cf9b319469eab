package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;

/**
 * The share of rows whose predicted class is the actual one, from 0 to 1. A row whose scores have a
 * NaN counts as wrong. Scikit-learn equivalent: {@code accuracy_score}.
 */
public final class Accuracy extends AveragedMetric {
  private final double threshold;

  /** Makes the metric for logits: with one score a row, above 0 means class 1. */
  public Accuracy() {
    this(0);
  }

  /**
   * Makes the metric with another border between two classes.
   *
   * @param threshold with one score a row, above it means class 1; 0 for logits, 0.5 for
   *     probabilities
   */
  public Accuracy(double threshold) {
    this.threshold = threshold;
  }

  @Override
  public String name() {
    return "accuracy";
  }

  /**
   * Adds rows.
   *
   * @param prediction scores {@code [n, classes]}, or, for two classes, {@code [n]} or {@code [n,
   *     1]}
   * @param target labels {@code [n]} of any dtype; with one score a row also {@code [n, 1]}
   * @throws dev.jacobian.shape.DataException if a label is no class
   */
  @Override
  public void update(Tensor prediction, Tensor target) {
    Decisions decisions = Decisions.of(name(), prediction, target, threshold);
    for (int row = 0; row < decisions.rows(); row++) {
      count(decisions.predicted(row) == decisions.actual(row) ? 1 : 0);
    }
  }
}
