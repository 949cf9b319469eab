package dev.jacobian.metric;

import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/** The scores that rows were given for their classes, and the classes that they are of. */
final class ClassScores {
  private final double[] scores;
  private final int[] actual;
  private final int classes;
  private final boolean oneScore;

  private ClassScores(double[] scores, int[] actual, int classes, boolean oneScore) {
    this.scores = scores;
    this.actual = actual;
    this.classes = classes;
    this.oneScore = oneScore;
  }

  /**
   * Reads scores and labels.
   *
   * @param metric the metric's name, for errors
   * @param prediction scores {@code [n, classes]}, or, for two classes, one score a row, {@code
   *     [n]} or {@code [n, 1]}, that is high for class 1
   * @param target labels, {@code [n]}; with one score a row also of the prediction's shape
   */
  static ClassScores of(String metric, Tensor prediction, Tensor target) {
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
    int classes = oneScore ? 2 : (int) prediction.size(1);
    int[] actual = Inputs.labels(metric, Inputs.doubles(target), classes);
    return new ClassScores(Inputs.doubles(prediction), actual, classes, oneScore);
  }

  int rows() {
    return actual.length;
  }

  int actual(int row) {
    return actual[row];
  }

  /** Returns the number of classes that the scores tell apart. */
  int classes() {
    return classes;
  }

  /** Returns whether there is one score a row, for class 1. */
  boolean isOneScore() {
    return oneScore;
  }

  /** Returns the one score of a row. */
  double score(int row) {
    return scores[row];
  }

  /** Returns a row's score of a class. */
  double score(int row, int index) {
    return scores[row * classes + index];
  }

  /**
   * Returns {@code log(sum exp score)} of a row, so that a score less this is the logarithm of a
   * probability.
   */
  double logSumExp(int row) {
    double largest = largest(row);
    return largest + Math.log(Arrays.stream(exponentials(row, largest)).sum());
  }

  /**
   * Returns the softmax of a row. It is computed as NumPy users do, so that the same rows come out
   * equal.
   */
  double[] softmax(int row) {
    double[] shares = exponentials(row, largest(row));
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    for (int i = 0; i < classes; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /** The largest score is taken out first: nothing overflows. */
  private double[] exponentials(int row, double largest) {
    double[] exponentials = new double[classes];
    for (int i = 0; i < classes; i++) {
      exponentials[i] = Math.exp(score(row, i) - largest);
    }
    return exponentials;
  }

  private double largest(int row) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < classes; i++) {
      largest = Math.max(largest, score(row, i));
    }
    return largest;
  }
}
