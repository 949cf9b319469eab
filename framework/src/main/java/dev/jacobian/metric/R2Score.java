package dev.jacobian.metric;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The coefficient of determination: {@code 1 - sum (target - prediction)^2 / sum (target - mean
 * target)^2}, 1 for perfect predictions and 0 for always predicting the mean. With several columns
 * it is the mean of the columns' scores. NaN with fewer than two rows. A column whose targets are
 * all equal scores 1 if predicted exactly, else 0. A NaN makes it NaN. Scikit-learn equivalent:
 * {@code r2_score}.
 */
public final class R2Score implements Metric {
  private static final String ROWS = "rows";
  private static final String MEANS = "means";
  private static final String TOTALS = "totals";
  private static final String RESIDUALS = "residuals";

  private long rows;
  private double[] means = new double[0];
  private double[] totals = new double[0];
  private double[] residuals = new double[0];

  @Override
  public String name() {
    return "r2";
  }

  /**
   * Adds rows.
   *
   * @param prediction {@code [n]} or {@code [n, columns]}
   * @param target the same shape
   */
  @Override
  public void update(Tensor prediction, Tensor target) {
    Inputs.requireSameShape(name(), prediction, target);
    int rank = target.shape().rank();
    if (rank != 1 && rank != 2) {
      throw new ShapeException("r2: target " + target.shape(), "[n] or [n, columns]");
    }
    R2Score part = new R2Score();
    part.rows = target.size(0);
    part.widen(rank == 1 ? 1 : (int) target.size(1));
    double[] predicted = Inputs.doubles(prediction);
    double[] actual = Inputs.doubles(target);
    for (int column = 0; column < part.means.length; column++) {
      part.measure(column, predicted, actual);
    }
    merge(part);
  }

  private void measure(int column, double[] predicted, double[] actual) {
    int columns = means.length;
    double sum = 0;
    for (int at = column; at < actual.length; at += columns) {
      sum += actual[at];
    }
    means[column] = sum / rows;
    double rest = 0;
    for (int at = column; at < actual.length; at += columns) {
      double deviation = actual[at] - means[column];
      double residual = actual[at] - predicted[at];
      rest += deviation;
      totals[column] += deviation * deviation;
      residuals[column] += residual * residual;
    }
    // What the rounding of the mean has added.
    totals[column] -= rest * rest / rows;
  }

  private void widen(int columns) {
    means = new double[columns];
    totals = new double[columns];
    residuals = new double[columns];
  }

  @Override
  public double value() {
    if (rows < 2) {
      return Double.NaN;
    }
    double sum = 0;
    for (int column = 0; column < means.length; column++) {
      if (totals[column] != 0) {
        sum += 1 - residuals[column] / totals[column];
      } else if (Double.isNaN(residuals[column])) {
        return Double.NaN;
      } else {
        sum += residuals[column] == 0 ? 1 : 0;
      }
    }
    return sum / means.length;
  }

  @Override
  public void reset() {
    rows = 0;
    widen(0);
  }

  /**
   * {@inheritDoc} Source of the merged sums: Chan, Golub and LeVeque, "Updating formulae and a
   * pairwise algorithm for computing sample variances", 1979.
   */
  @Override
  public void merge(Metric other) {
    R2Score part = Inputs.sameKind(R2Score.class, other);
    if (part.rows == 0) {
      return;
    }
    if (rows == 0) {
      widen(part.means.length);
    } else if (means.length != part.means.length) {
      throw new ShapeException(
          "r2: rows of " + part.means.length + " columns after rows of " + means.length,
          "the same number of columns");
    }
    double share = (double) part.rows / (rows + part.rows);
    for (int column = 0; column < means.length; column++) {
      double difference = part.means[column] - means[column];
      totals[column] += part.totals[column] + difference * difference * rows * share;
      means[column] += difference * share;
      residuals[column] += part.residuals[column];
    }
    rows += part.rows;
  }

  @Override
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(ROWS, Tensor.of(new long[] {rows}, new long[0]));
    state.put(MEANS, Tensor.of(means));
    state.put(TOTALS, Tensor.of(totals));
    state.put(RESIDUALS, Tensor.of(residuals));
    return state;
  }

  /** {@inheritDoc} The number of columns is the saved one. */
  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    Shape columns = SavedState.vector(state.get(MEANS), means.length);
    TensorSpec numbers = new TensorSpec(columns, DType.FLOAT64);
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    expected.put(ROWS, new TensorSpec(Shape.scalar(), DType.INT64));
    expected.put(MEANS, numbers);
    expected.put(TOTALS, numbers);
    expected.put(RESIDUALS, numbers);
    SavedState saved = SavedState.of(name(), expected, state);
    rows = saved.longs(ROWS)[0];
    means = saved.doubles(MEANS);
    totals = saved.doubles(TOTALS);
    residuals = saved.doubles(RESIDUALS);
  }
}
