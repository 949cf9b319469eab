package dev.jacobian.metric;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A metric that follows from three counts of each class: the rows that are of it, those that were
 * predicted as it, and those that are both. A row whose scores have a NaN was predicted as no
 * class. A share of nothing is 0, scikit-learn's {@code zero_division=0}.
 */
public abstract sealed class ClassCountMetric implements Metric permits F1Score, Precision, Recall {
  private static final String CORRECT = "correct";
  private static final String PREDICTED = "predicted";
  private static final String ACTUAL = "actual";

  private final Average average;
  private final double threshold;
  private long[] correct = new long[0];
  private long[] predicted = new long[0];
  private long[] actual = new long[0];

  ClassCountMetric(Average average, double threshold) {
    this.average = average;
    this.threshold = threshold;
  }

  /** Returns the metric's name without the average's. */
  abstract String kind();

  /** Returns the score of one class; NaN for a share of nothing. */
  abstract double score(long classCorrect, long classPredicted, long classActual);

  @Override
  public final String name() {
    return average.named(kind());
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
  public final void update(Tensor prediction, Tensor target) {
    Decisions decisions = Decisions.of(name(), prediction, target, threshold);
    requireClasses(decisions.classes());
    for (int row = 0; row < decisions.rows(); row++) {
      int is = decisions.actual(row);
      int said = decisions.predicted(row);
      actual[is]++;
      if (said != Decisions.NONE) {
        predicted[said]++;
      }
      if (said == is) {
        correct[is]++;
      }
    }
  }

  private void requireClasses(int classes) {
    if (actual.length == 0) {
      widen(classes);
    } else if (actual.length != classes) {
      throw new ShapeException(
          name() + ": rows of " + classes + " classes after rows of " + actual.length,
          "the same number of classes");
    }
  }

  private void widen(int classes) {
    correct = new long[classes];
    predicted = new long[classes];
    actual = new long[classes];
  }

  @Override
  public final double value() {
    long rows = Arrays.stream(actual).sum();
    if (rows == 0) {
      return Double.NaN;
    }
    if (average == Average.BINARY_OR_MACRO && actual.length == 2) {
      return score(1);
    }
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < actual.length; i++) {
      if (actual[i] + predicted[i] > 0) {
        sum += average == Average.WEIGHTED ? score(i) * actual[i] : score(i);
        counted++;
      }
    }
    return sum / (average == Average.WEIGHTED ? rows : counted);
  }

  private double score(int index) {
    double score = score(correct[index], predicted[index], actual[index]);
    return Double.isNaN(score) ? 0 : score;
  }

  @Override
  public final void reset() {
    widen(0);
  }

  @Override
  public final void merge(Metric other) {
    ClassCountMetric part = Inputs.sameKind(getClass(), other);
    if (part.actual.length == 0) {
      return;
    }
    requireClasses(part.actual.length);
    for (int i = 0; i < actual.length; i++) {
      correct[i] += part.correct[i];
      predicted[i] += part.predicted[i];
      actual[i] += part.actual[i];
    }
  }

  @Override
  public final Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(CORRECT, Tensor.of(correct));
    state.put(PREDICTED, Tensor.of(predicted));
    state.put(ACTUAL, Tensor.of(actual));
    return state;
  }

  /** {@inheritDoc} The number of classes is the saved one. */
  @Override
  public final void loadStateDict(Map<String, Tensor> state) {
    Shape classes = SavedState.vector(state.get(CORRECT), actual.length);
    TensorSpec counts = new TensorSpec(classes, DType.INT64);
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    expected.put(CORRECT, counts);
    expected.put(PREDICTED, counts);
    expected.put(ACTUAL, counts);
    SavedState saved = SavedState.of(name(), expected, state);
    correct = saved.longs(CORRECT);
    predicted = saved.longs(PREDICTED);
    actual = saved.longs(ACTUAL);
  }
}
