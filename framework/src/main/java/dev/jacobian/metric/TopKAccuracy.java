package dev.jacobian.metric;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;

/**
 * The share of rows whose class is among the k with the highest scores, from 0 to 1. Of equal
 * scores those of later classes come first, as in scikit-learn; a row whose scores have a NaN
 * counts as wrong. Scikit-learn equivalent: {@code top_k_accuracy_score}.
 */
public final class TopKAccuracy extends AveragedMetric {
  private final int k;

  /**
   * Makes the metric, which is called {@code top_} and k.
   *
   * @param k at least 1
   */
  public TopKAccuracy(int k) {
    if (k < 1) {
      throw new OptionException("top-k accuracy with k " + k, "k of at least 1");
    }
    this.k = k;
  }

  @Override
  public String name() {
    return "top_" + k;
  }

  /**
   * Adds rows.
   *
   * @param prediction scores {@code [n, classes]}, or, for two classes, logits {@code [n]} or
   *     {@code [n, 1]}
   * @param target labels {@code [n]} of any dtype; with one score a row also {@code [n, 1]}
   */
  @Override
  public void update(Tensor prediction, Tensor target) {
    ClassScores scores = ClassScores.of(name(), prediction, target);
    for (int row = 0; row < scores.rows(); row++) {
      boolean isAmong = scores.isOneScore() ? isAmongTwo(scores, row) : isAmong(scores, row);
      count(isAmong ? 1 : 0);
    }
  }

  private boolean isAmongTwo(ClassScores scores, int row) {
    double score = scores.score(row);
    return !Double.isNaN(score) && (k > 1 || scores.actual(row) == (score > 0 ? 1 : 0));
  }

  private boolean isAmong(ClassScores scores, int row) {
    int actual = scores.actual(row);
    double own = scores.score(row, actual);
    int before = 0;
    for (int i = 0; i < scores.classes(); i++) {
      double score = scores.score(row, i);
      if (Double.isNaN(score)) {
        return false;
      }
      if (score > own || (score == own && i > actual)) {
        before++;
      }
    }
    return before < k;
  }
}
