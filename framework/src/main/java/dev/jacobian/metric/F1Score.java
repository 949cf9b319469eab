package dev.jacobian.metric;

/**
 * The harmonic mean of precision and recall: {@code 2 tp / (2 tp + fp + fn)}.
 *
 * <p>0 for a class that has no rows and was never predicted. Scikit-learn equivalent: {@code
 * f1_score} with {@code zero_division=0}.
 */
public final class F1Score extends ClassCountMetric {
  /** Makes the metric for logits: of class 1 if there are two classes, else the classes' mean. */
  public F1Score() {
    this(Average.BINARY_OR_MACRO);
  }

  /** Makes the metric for logits, with one score a row for two classes above 0 meaning class 1. */
  public F1Score(Average average) {
    this(average, 0);
  }

  /**
   * Makes the metric with another border between two classes.
   *
   * @param threshold with one score a row, above it means class 1; 0 for logits, 0.5 for
   *     probabilities
   */
  public F1Score(Average average, double threshold) {
    super(average, threshold);
  }

  @Override
  String kind() {
    return "f1";
  }

  @Override
  double score(long correct, long predicted, long actual) {
    return 2.0 * correct / (predicted + actual);
  }
}
