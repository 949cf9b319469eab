package dev.jacobian.metric;

/**
 * How the scores of single classes become one number. Scikit-learn equivalent: the argument {@code
 * average} of {@code f1_score}, {@code precision_score} and {@code recall_score}.
 */
public enum Average {
  /**
   * The score of class 1 if there are two classes, as {@code average="binary"}; with more of them
   * the same as {@link #MACRO}.
   */
  BINARY_OR_MACRO(""),
  /**
   * The mean over the classes, as {@code average="macro"}: each counts the same, however many rows
   * it has. A class that is neither in the targets nor in the predictions does not count.
   */
  MACRO("_macro"),
  /**
   * The mean over the classes, each weighted by its rows in the targets, as {@code
   * average="weighted"}.
   */
  WEIGHTED("_weighted");

  private final String ending;

  Average(String ending) {
    this.ending = ending;
  }

  /** Returns a metric's name with this average, as scikit-learn calls its scorers. */
  String named(String metric) {
    return metric + ending;
  }
}
