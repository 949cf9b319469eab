package dev.jacobian.metric;

/**
 * The share of the rows predicted as a class that are of it: {@code tp / (tp + fp)}.
 *
 * <p>0 for a class that was never predicted. Scikit-learn equivalent: {@code precision_score} with
 * {@code zero_division=0}.
 */
public final class Precision extends ClassCountMetric {
  /** Makes the metric for logits: of class 1 if there are two classes, else the classes' mean. */
  public Precision() {
    this(Average.BINARY_OR_MACRO);
  }

  /** Makes the metric for logits, with one score a row for two classes above 0 meaning class 1. */
  public Precision(Average average) {
    this(average, 0);
  }

  /**
   * Makes the metric with another border between two classes.
   *
   * @param threshold with one score a row, above it means class 1; 0 for logits, 0.5 for
   *     probabilities
   */
  public Precision(Average average, double threshold) {
    super(average, threshold);
  }

  @Override
  String kind() {
    return "precision";
  }

  @Override
  double score(long correct, long predicted, long actual) {
    return (double) correct / predicted;
  }
}
