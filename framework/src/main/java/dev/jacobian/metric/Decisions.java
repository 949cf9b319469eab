package dev.jacobian.metric;

import dev.jacobian.shape.ShapeException;
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
    int rank = prediction.shape().rank();
    boolean rows = target.shape().rank() >= 1 && rank >= 1 && rank <= 2;
    boolean oneScore = rows && (rank == 1 || prediction.size(1) == 1);
    boolean fits =
        rows
            && prediction.size(0) == target.size(0)
            && (target.shape().rank() == 1
                || (oneScore && target.shape().equals(prediction.shape())))
            && (oneScore || prediction.size(1) > 1);
    if (!fits) {
      throw new ShapeException(
          metric + ": prediction " + prediction.shape() + " and target " + target.shape(),
          "scores [n, classes] and labels [n], or one score a row, [n] or [n, 1]");
    }
    double[] scores = Inputs.doubles(prediction);
    int classes = oneScore ? 2 : (int) prediction.size(1);
    int[] actual = Inputs.labels(metric, Inputs.doubles(target), classes);
    int[] predicted = new int[actual.length];
    for (int row = 0; row < predicted.length; row++) {
      predicted[row] = oneScore ? side(scores[row], threshold) : largest(scores, row, classes);
    }
    return new Decisions(predicted, actual, classes);
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

  private static int largest(double[] scores, int row, int classes) {
    int best = 0;
    for (int i = 0; i < classes; i++) {
      double score = scores[row * classes + i];
      if (Double.isNaN(score)) {
        return NONE;
      }
      if (score > scores[row * classes + best]) {
        best = i;
      }
    }
    return best;
  }
}
