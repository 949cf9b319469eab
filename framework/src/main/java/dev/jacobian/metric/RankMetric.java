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
 * A metric of the order in which scores put the rows. It is exact, so all scores are kept: 12 bytes
 * a row for two classes, else 4 and 8 for each class.
 *
 * <p>With more than two classes it is the mean over the classes of what one class against the rest
 * gives, by the probabilities of a softmax. A NaN makes it NaN.
 */
public abstract sealed class RankMetric implements Metric permits AveragePrecision, RocAuc {
  private static final String SCORES = "scores";
  private static final String LABELS = "labels";
  private static final int FIRST_ROWS = 64;

  private final boolean ofLogits;
  private int columns;
  private int rows;
  private double[] scores = new double[0];
  private int[] labels = new int[0];

  RankMetric(boolean ofLogits) {
    this.ofLogits = ofLogits;
  }

  /**
   * Returns the value of one class against the rest.
   *
   * @param in the scores of the class's rows, rising
   * @param out the scores of the other rows, rising
   */
  abstract double value(double[] in, double[] out);

  /**
   * Adds rows.
   *
   * @param prediction {@code [n, classes]}, or, for two classes, {@code [n]} or {@code [n, 1]}
   * @param target labels {@code [n]} of any dtype; with one score a row also {@code [n, 1]}
   * @throws dev.jacobian.shape.DataException if a label is no class
   */
  @Override
  public final void update(Tensor prediction, Tensor target) {
    ClassScores given = ClassScores.of(name(), prediction, target);
    requireRoom(given.rows(), given.classes() == 2 ? 1 : given.classes());
    for (int row = 0; row < given.rows(); row++) {
      int at = rows * columns;
      if (given.isOneScore()) {
        scores[at] = given.score(row);
      } else if (columns == 1) {
        // A sigmoid of this is the softmax's probability of class 1, and keeps the order.
        scores[at] = ofLogits ? given.score(row, 1) - given.score(row, 0) : given.score(row, 1);
      } else {
        System.arraycopy(probabilities(given, row), 0, scores, at, columns);
      }
      labels[rows++] = given.actual(row);
    }
  }

  private double[] probabilities(ClassScores given, int row) {
    if (ofLogits) {
      return given.softmax(row);
    }
    double[] probabilities = new double[columns];
    for (int i = 0; i < columns; i++) {
      probabilities[i] = given.score(row, i);
    }
    return probabilities;
  }

  private void requireRoom(int more, int wanted) {
    if (rows == 0) {
      columns = wanted;
    } else if (columns != wanted) {
      throw new ShapeException(
          name() + ": rows of " + classes(wanted) + " classes after rows of " + classes(columns),
          "the same number of classes");
    }
    int needed = Math.addExact(rows, more);
    if (needed > labels.length || Math.multiplyExact(needed, columns) > scores.length) {
      int capacity = Math.max(Math.max(FIRST_ROWS, needed), rows + (rows >> 1));
      scores = Arrays.copyOf(scores, Math.multiplyExact(capacity, columns));
      labels = Arrays.copyOf(labels, capacity);
    }
  }

  private static int classes(int columns) {
    return columns == 1 ? 2 : columns;
  }

  @Override
  public final double value() {
    if (rows == 0) {
      return Double.NaN;
    }
    double sum = 0;
    for (int column = 0; column < columns; column++) {
      sum += value(column);
    }
    return sum / columns;
  }

  private double value(int column) {
    int positive = columns == 1 ? 1 : column;
    double[] in = new double[rows];
    double[] out = new double[rows];
    int ins = 0;
    int outs = 0;
    for (int row = 0; row < rows; row++) {
      double score = scores[row * columns + column];
      if (Double.isNaN(score)) {
        return Double.NaN;
      }
      if (labels[row] == positive) {
        in[ins++] = score;
      } else {
        out[outs++] = score;
      }
    }
    in = Arrays.copyOf(in, ins);
    out = Arrays.copyOf(out, outs);
    Arrays.sort(in);
    Arrays.sort(out);
    return value(in, out);
  }

  /**
   * Returns how many scores equal a rising array's last one, or one that is given.
   *
   * @param end scores from here on do not count
   */
  static int equalTo(double score, double[] rising, int end) {
    int first = end;
    while (first > 0 && rising[first - 1] == score) {
      first--;
    }
    return end - first;
  }

  @Override
  public final void reset() {
    rows = 0;
    columns = 0;
    scores = new double[0];
    labels = new int[0];
  }

  @Override
  public final void merge(Metric other) {
    RankMetric part = Inputs.sameKind(getClass(), other);
    if (part.rows == 0) {
      return;
    }
    int more = part.rows;
    requireRoom(more, part.columns);
    System.arraycopy(part.scores, 0, scores, rows * columns, more * columns);
    System.arraycopy(part.labels, 0, labels, rows, more);
    rows += more;
  }

  @Override
  public final Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(SCORES, Tensor.of(Arrays.copyOf(scores, rows * columns), rows, columns));
    state.put(LABELS, Tensor.of(Arrays.stream(labels, 0, rows).asLongStream().toArray(), rows));
    return state;
  }

  /** {@inheritDoc} The numbers of rows and classes are the saved ones. */
  @Override
  public final void loadStateDict(Map<String, Tensor> state) {
    Tensor kept = state.get(SCORES);
    Shape shape = kept != null && kept.shape().rank() == 2 ? kept.shape() : Shape.of(rows, columns);
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    expected.put(SCORES, new TensorSpec(shape, DType.FLOAT64));
    expected.put(LABELS, new TensorSpec(Shape.of(shape.dim(0)), DType.INT64));
    SavedState saved = SavedState.of(name(), expected, state);
    rows = (int) shape.dim(0);
    columns = (int) shape.dim(1);
    scores = saved.doubles(SCORES);
    labels = Arrays.stream(saved.longs(LABELS)).mapToInt(label -> (int) label).toArray();
  }
}
