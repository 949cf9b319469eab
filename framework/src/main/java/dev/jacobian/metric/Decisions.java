package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;

/** Predicted classes, and the actual ones beside them. */
final class Decisions {
  /** The predicted class of a row whose scores have a NaN. */
  static final int NONE = -1;

  private final int[] predicted;
  private final int[] actual;
  private final int classes;

  private Decisions(int[] predicted, int[] actual, int classes) {
    this.predicted = predicted;
    this.actual = actual;
    this.classes = classes;
  }

  /**
   * Decides for each row.
   *
   * @param metric the metric's name, for errors
   * @param prediction scores {@code [n, classes]}, whose largest decides (the first if several
   *     are); or, for two classes, one score a row, {@code [n]} or {@code [n, 1]}, that means class
   *     1 above {@code threshold}
   * @param target labels, {@code [n]}; with one score a row also of the prediction's shape
   */
  static Decisions of(String metric, Tensor prediction, Tensor target, double threshold) {
    ClassScores scores = ClassScores.of(metric, prediction, target);
    int[] actual = new int[scores.rows()];
    int[] predicted = new int[actual.length];
    for (int row = 0; row < predicted.length; row++) {
      actual[row] = scores.actual(row);
      predicted[row] =
          scores.isOneScore() ? side(scores.score(row), threshold) : largest(scores, row);
    }
    return new Decisions(predicted, actual, scores.classes());
  }

  int rows() {
    return actual.length;
  }

  /** Returns the predicted class of a row, or {@link #NONE}. */
  int predicted(int row) {
    return predicted[row];
  }

  int actual(int row) {
    return actual[row];
  }

  /** Returns the number of classes that the scores tell apart. */
  int classes() {
    return classes;
  }

  private static int side(double score, double threshold) {
    if (Double.isNaN(score)) {
      return NONE;
    }
    return score > threshold ? 1 : 0;
  }

  private static int largest(ClassScores scores, int row) {
    int best = 0;
    for (int i = 0; i < scores.classes(); i++) {
      double score = scores.score(row, i);
      if (Double.isNaN(score)) {
        return NONE;
      }
      if (score > scores.score(row, best)) {
        best = i;
      }
    }
    return best;
  }
}
