package dev.jacobian.metric;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many rows of each actual class were predicted as each class. Its value is the accuracy. A row
 * whose scores have a NaN has no predicted class: it counts as wrong and is found in {@link
 * #undecided}. Scikit-learn equivalent: {@code confusion_matrix}.
 */
public final class ConfusionMatrix implements Metric {
  private static final String COUNTS = "counts";
  private static final String UNDECIDED = "undecided";

  private final int classes;
  private final long[][] counts;
  private final long[] undecided;

  /**
   * Makes an empty matrix.
   *
   * @param classes at least 2
   */
  public ConfusionMatrix(int classes) {
    if (classes < 2) {
      throw new ShapeException("confusion matrix of " + classes + " classes", "at least 2");
    }
    this.classes = classes;
    this.counts = new long[classes][classes];
    this.undecided = new long[classes];
  }

  @Override
  public String name() {
    return "confusion";
  }

  /**
   * Adds rows.
   *
   * @param prediction scores {@code [n, classes]}, or, for two classes, logits {@code [n]} or
   *     {@code [n, 1]}
   * @param target labels {@code [n]} of any dtype
   */
  @Override
  public void update(Tensor prediction, Tensor target) {
    Decisions decisions = Decisions.of(name(), prediction, target, 0);
    if (decisions.classes() != classes) {
      throw new ShapeException(
          "confusion: scores of " + decisions.classes() + " classes, " + prediction.shape(),
          "[n, " + classes + "]");
    }
    for (int row = 0; row < decisions.rows(); row++) {
      int actual = decisions.actual(row);
      int predicted = decisions.predicted(row);
      if (predicted == Decisions.NONE) {
        undecided[actual]++;
      } else {
        counts[actual][predicted]++;
      }
    }
  }

  /** Returns the counts: {@code [actual][predicted]}. */
  public long[][] counts() {
    return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
  }

  /** Returns the rows of each actual class that have no predicted class. */
  public long[] undecided() {
    return undecided.clone();
  }

  /** Returns the share of the rows predicted as this class that are of it; NaN if none is. */
  public double precision(int index) {
    return (double) counts[index][index] / predicted(index);
  }

  /** Returns the share of this class's rows that were predicted as it; NaN if there are none. */
  public double recall(int index) {
    return (double) counts[index][index] / actual(index);
  }

  /**
   * Returns the harmonic mean of precision and recall: {@code 2 tp / (2 tp + fp + fn)}; NaN if
   * there is no such row.
   */
  public double f1(int index) {
    return 2.0 * counts[index][index] / (predicted(index) + actual(index));
  }

  private long predicted(int index) {
    return Arrays.stream(counts).mapToLong(row -> row[index]).sum();
  }

  private long actual(int index) {
    return Arrays.stream(counts[index]).sum() + undecided[index];
  }

  @Override
  public double value() {
    long correct = 0;
    long all = 0;
    for (int i = 0; i < classes; i++) {
      correct += counts[i][i];
      all += actual(i);
    }
    return (double) correct / all;
  }

  @Override
  public void reset() {
    for (long[] row : counts) {
      Arrays.fill(row, 0);
    }
    Arrays.fill(undecided, 0);
  }

  @Override
  public void merge(Metric other) {
    ConfusionMatrix part = Inputs.sameKind(ConfusionMatrix.class, other);
    if (part.classes != classes) {
      throw new StateException(
          "confusion: merge of " + classes + " classes with " + part.classes,
          "the same number of classes");
    }
    for (int i = 0; i < classes; i++) {
      for (int j = 0; j < classes; j++) {
        counts[i][j] += part.counts[i][j];
      }
      undecided[i] += part.undecided[i];
    }
  }

  @Override
  public Map<String, Tensor> stateDict() {
    long[] flat = Arrays.stream(counts).flatMapToLong(Arrays::stream).toArray();
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(COUNTS, Tensor.of(flat, classes, classes));
    state.put(UNDECIDED, Tensor.of(undecided));
    return state;
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    expected.put(COUNTS, new TensorSpec(Shape.of(classes, classes), DType.INT64));
    expected.put(UNDECIDED, new TensorSpec(Shape.of(classes), DType.INT64));
    SavedState saved = SavedState.of(name(), expected, state);
    long[] flat = saved.longs(COUNTS);
    for (int i = 0; i < classes; i++) {
      System.arraycopy(flat, i * classes, counts[i], 0, classes);
    }
    System.arraycopy(saved.longs(UNDECIDED), 0, undecided, 0, classes);
  }
}
