package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;

/**
 * The mean of {@code -log p}, p being the probability that a row's scores give to its class. As in
 * scikit-learn p is kept {@code 2^-52} away from 0 and 1, so that no row costs more than 36.04. A
 * NaN makes it NaN. Scikit-learn equivalent: {@code log_loss}.
 */
public final class LogLoss extends AveragedMetric {
  private static final double EPSILON = Math.ulp(1.0);
  private static final double LARGEST = -Math.log(EPSILON);
  private static final double SMALLEST = -Math.log1p(-EPSILON);

  private final boolean ofLogits;

  /** Makes the metric for logits: scores before a softmax, or a sigmoid if there is one a row. */
  public LogLoss() {
    this(true);
  }

  private LogLoss(boolean ofLogits) {
    this.ofLogits = ofLogits;
  }

  /** Makes the metric for probabilities, one a class, or that of class 1 alone. */
  public static LogLoss ofProbabilities() {
    return new LogLoss(false);
  }

  @Override
  public String name() {
    return "log_loss";
  }

  /**
   * Adds rows.
   *
   * @param prediction {@code [n, classes]}, or, for two classes, {@code [n]} or {@code [n, 1]}
   * @param target labels {@code [n]} of any dtype; with one score a row also {@code [n, 1]}
   * @throws dev.jacobian.shape.DataException if a label is no class
   */
  @Override
  public void update(Tensor prediction, Tensor target) {
    ClassScores scores = ClassScores.of(name(), prediction, target);
    for (int row = 0; row < scores.rows(); row++) {
      double loss = scores.isOneScore() ? ofOneScore(scores, row) : ofScores(scores, row);
      count(Math.min(LARGEST, Math.max(SMALLEST, loss)));
    }
  }

  private double ofOneScore(ClassScores scores, int row) {
    double score = scores.score(row);
    boolean isPositive = scores.actual(row) == 1;
    if (!ofLogits) {
      return -Math.log(isPositive ? score : 1 - score);
    }
    // -log sigmoid(z) = log(1 + exp(-z)), without overflow.
    double margin = isPositive ? score : -score;
    return Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
  }

  private double ofScores(ClassScores scores, int row) {
    double score = scores.score(row, scores.actual(row));
    return ofLogits ? scores.logSumExp(row) - score : -Math.log(score);
  }
}
