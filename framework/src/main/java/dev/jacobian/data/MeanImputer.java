package dev.jacobian.data;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Puts the mean of a column's values in the place of those that are missing, which are NaN. The
 * means are float64. Immutable. Scikit-learn equivalent: {@code SimpleImputer}.
 *
 * <p>Fit it on the training rows only, and apply the same one to all others.
 */
public final class MeanImputer {
  private static final int CHUNK_ROWS = 4096;
  private static final String MEANS = "mean";

  private final double[] means;

  private MeanImputer(double[] means) {
    this.means = means;
  }

  /**
   * Makes an imputer from known numbers.
   *
   * @param means per column, finite
   * @throws DataException if one is not
   */
  public static MeanImputer of(double[] means) {
    for (int i = 0; i < means.length; i++) {
      if (!Double.isFinite(means[i])) {
        throw new DataException(
            "imputer: the mean of column " + i + " is " + means[i], "finite numbers");
      }
    }
    return new MeanImputer(means.clone());
  }

  /**
   * Computes the means of the inputs' columns over the values that are there.
   *
   * @param rows with floating-point inputs {@code [n, columns]}
   * @param names of the columns, for the error
   * @throws DataException if a column has no value at all
   */
  public static MeanImputer fit(Dataset rows, List<String> names) {
    double[] means = new double[names.size()];
    long[] counts = new long[means.length];
    for (long start = 0; start < rows.size(); start += CHUNK_ROWS) {
      try (MemoryScope scope = MemoryScope.open()) {
        long[] indices =
            LongStream.range(start, Math.min(rows.size(), start + CHUNK_ROWS)).toArray();
        Tensor inputs = rows.gather(indices).inputs();
        requireColumns(inputs, means.length);
        add(inputs.toDoubleArray(), means, counts);
      }
    }
    for (int column = 0; column < means.length; column++) {
      if (counts[column] == 0) {
        throw new DataException(
            "the feature '"
                + names.get(column)
                + "': every value is missing in the "
                + rows.size()
                + " training rows, so there is no mean to fill in",
            "at least one value",
            "ignore the column");
      }
    }
    return of(means);
  }

  /** Merges the mean of a part into that of the parts before, so that sums stay small. */
  private static void add(double[] values, double[] means, long[] counts) {
    for (int column = 0; column < means.length; column++) {
      double sum = 0;
      long present = 0;
      for (int at = column; at < values.length; at += means.length) {
        if (!Double.isNaN(values[at])) {
          sum += values[at];
          present++;
        }
      }
      if (present > 0) {
        counts[column] += present;
        means[column] += (sum / present - means[column]) * present / counts[column];
      }
    }
  }

  /** Returns the mean of each column. */
  public double[] means() {
    return means.clone();
  }

  /**
   * Returns the values with none missing.
   *
   * @param x floating point {@code [n, columns]}
   */
  public Tensor transform(Tensor x) {
    requireColumns(x, means.length);
    Tensor row = Tensor.of(means, 1, means.length).to(x.device()).to(x.dtype());
    return x.eq(x).where(x, row);
  }

  /** Returns the numbers as tensors, to be saved beside a model's. */
  public Map<String, Tensor> stateDict() {
    return Map.of(MEANS, Tensor.of(means));
  }

  /**
   * Returns the imputer that {@link #stateDict} was made of.
   *
   * @throws StateException if the tensor is missing
   */
  public static MeanImputer fromStateDict(Map<String, Tensor> state) {
    Tensor saved = state.get(MEANS);
    if (saved == null) {
      throw new StateException("imputer: the state has " + state.keySet(), MEANS);
    }
    return of(saved.toDoubleArray());
  }

  private static void requireColumns(Tensor x, int columns) {
    if (x.shape().rank() != 2 || x.size(1) != columns) {
      throw new ShapeException("imputer: values " + x.shape(), "[n, " + columns + "]");
    }
  }
}
