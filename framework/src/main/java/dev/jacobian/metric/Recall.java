package dev.jacobian.metric;

/**
 * The share of a class's rows that were predicted as it: {@code tp / (tp + fn)}.
 *
 * <p>0 for a class without rows. Scikit-learn equivalent: {@code recall_score} with {@code
 * zero_division=0}.
 */
public final class Recall extends ClassCountMetric {
  /** Makes the metric for logits: of class 1 if there are two classes, else the classes' mean. */
  public Recall() {
    this(Average.BINARY_OR_MACRO);
  }

  /** Makes the metric for logits, with one score a row for two classes above 0 meaning class 1. */
  public Recall(Average average) {
    this(average, 0);
  }

  /**
   * Makes the metric with another border between two classes.
   *
   * @param threshold with one score a row, above it means class 1; 0 for logits, 0.5 for
   *     probabilities
   */
  public Recall(Average average, double threshold) {
    super(average, threshold);
  }

  @Override
  String kind() {
    return "recall";
  }

  @Override
  double score(long correct, long predicted, long actual) {
    return (double) correct / actual;
  }
}
