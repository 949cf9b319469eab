package dev.jacobian.data.prepare;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Shifts and scales each column to mean 0 and standard deviation 1: {@code (x - mean) / std}, with
 * the population's standard deviation (divided by n). A column whose values are all equal has std
 * 1, so it becomes 0 and comes back as it was. Computes in float64 and rounds to the type of what
 * it is given. Immutable. Scikit-learn equivalent: {@code StandardScaler}.
 *
 * <p>Fit it on the training rows only, and apply the same one to all others.
 */
public final class Standardizer {
  private static final int CHUNK_ROWS = 4096;

  private final double[] mean;
  private final double[] std;

  private Standardizer(double[] mean, double[] std) {
    this.mean = mean;
    this.std = std;
  }

  /**
   * Makes a standardizer from known numbers.
   *
   * @param mean per column
   * @param std per column, each above 0
   * @throws DataException if the lengths differ, or a number is out of range
   */
  public static Standardizer of(double[] mean, double[] std) {
    if (mean.length != std.length) {
      throw new DataException(
          "standardizer: " + mean.length + " means and " + std.length + " deviations",
          "one of each per column");
    }
    for (int i = 0; i < mean.length; i++) {
      if (!Double.isFinite(mean[i]) || !Double.isFinite(std[i]) || std[i] <= 0) {
        throw new DataException(
            "standardizer: column " + i + " with mean " + mean[i] + " and std " + std[i],
            "finite numbers and a std above 0");
      }
    }
    return new Standardizer(mean.clone(), std.clone());
  }

  /**
   * Computes means and deviations of the inputs' columns.
   *
   * @param dataset with floating-point inputs {@code [n, columns]}
   * @throws DataException if there is no row, or a value is NaN or infinite; the message names row
   *     and column
   */
  public static Standardizer fit(Dataset dataset) {
    return fit(dataset, "inputs", Batch::inputs);
  }

  /** Computes means and deviations of the targets' columns, as {@link #fit} does of the inputs'. */
  public static Standardizer fitTargets(Dataset dataset) {
    return fit(dataset, "targets", Batch::targets);
  }

  private static Standardizer fit(Dataset dataset, String part, Function<Batch, Tensor> choice) {
    long rows = dataset.size();
    if (rows == 0) {
      throw new DataException("standardizer: the data set has no rows", "at least one row");
    }
    ColumnMoments moments = null;
    for (long start = 0; start < rows; start += CHUNK_ROWS) {
      try (MemoryScope scope = MemoryScope.open()) {
        long[] indices = LongStream.range(start, Math.min(rows, start + CHUNK_ROWS)).toArray();
        Tensor values = choice.apply(dataset.gather(indices));
        requireMatrix(part, values);
        if (moments == null) {
          moments = new ColumnMoments(part, (int) values.size(1));
        }
        moments.add(values.toDoubleArray());
      }
    }
    if (moments == null) {
      throw new IllegalStateException("no rows were read");
    }
    return new Standardizer(moments.means(), moments.deviations());
  }

  /** Returns one that leaves the other columns than those that are chosen as they are. */
  public Standardizer onlyOf(boolean[] chosen) {
    if (chosen.length != mean.length) {
      throw new DataException(
          "standardizer: a choice of " + chosen.length + " of " + mean.length + " columns",
          "one for each column");
    }
    double[] means = new double[mean.length];
    double[] deviations = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      means[i] = chosen[i] ? mean[i] : 0;
      deviations[i] = chosen[i] ? std[i] : 1;
    }
    return new Standardizer(means, deviations);
  }

  /** Returns the mean of each column. */
  public double[] mean() {
    return mean.clone();
  }

  /** Returns the standard deviation of each column. */
  public double[] std() {
    return std.clone();
  }

  /**
   * Returns the standardised values.
   *
   * @param x floating point {@code [n, columns]}, on any device; gradients flow through
   */
  public Tensor transform(Tensor x) {
    requireColumns(x);
    return wide(x).sub(row(mean, x)).div(row(std, x)).to(x.dtype());
  }

  /**
   * Returns the values that {@link #transform(Tensor)} made these of: {@code x * std + mean}.
   *
   * @param x floating point {@code [n, columns]}, on any device; gradients flow through
   */
  public Tensor inverse(Tensor x) {
    requireColumns(x);
    return wide(x).mul(row(std, x)).add(row(mean, x)).to(x.dtype());
  }

  /** Returns the data set with standardised inputs, in memory. */
  public TensorDataset transform(Dataset dataset) {
    return map(dataset, batch -> withInputs(batch, transform(batch.inputs())));
  }

  /** Returns the data set with standardised targets, in memory. */
  public TensorDataset transformTargets(Dataset dataset) {
    return map(dataset, batch -> withTargets(batch, transform(batch.targets())));
  }

  /** Returns the data set that {@link #transform(Dataset)} made this of, in memory. */
  public TensorDataset inverse(Dataset dataset) {
    return map(dataset, batch -> withInputs(batch, inverse(batch.inputs())));
  }

  /** Returns the data set that {@link #transformTargets} made this of, in memory. */
  public TensorDataset inverseTargets(Dataset dataset) {
    return map(dataset, batch -> withTargets(batch, inverse(batch.targets())));
  }

  /** Returns the numbers as tensors, to be saved beside a model's. */
  public Map<String, Tensor> stateDict() {
    return Map.of("mean", Tensor.of(mean), "std", Tensor.of(std));
  }

  /**
   * Returns the standardizer that {@link #stateDict} was made of.
   *
   * @throws StateException if a tensor is missing
   */
  public static Standardizer fromStateDict(Map<String, Tensor> state) {
    Tensor mean = state.get("mean");
    Tensor std = state.get("std");
    if (mean == null || std == null) {
      throw new StateException("standardizer: the state has " + state.keySet(), "mean and std");
    }
    return of(mean.toDoubleArray(), std.toDoubleArray());
  }

  private static TensorDataset map(Dataset dataset, UnaryOperator<Batch> transform) {
    return TensorDataset.copyOf(dataset, transform);
  }

  private static Batch withInputs(Batch batch, Tensor inputs) {
    return new Batch(List.of(inputs), batch.targetList());
  }

  private static Batch withTargets(Batch batch, Tensor targets) {
    return new Batch(batch.inputList(), List.of(targets));
  }

  private static Tensor wide(Tensor x) {
    return x.to(DType.FLOAT64);
  }

  private static Tensor row(double[] values, Tensor x) {
    return Tensor.of(values, 1, values.length).to(x.device());
  }

  private void requireColumns(Tensor x) {
    requireMatrix("values", x);
    if (x.size(1) != mean.length) {
      throw new ShapeException(
          "standardizer: values " + x.shape(), "[n, " + mean.length + "], as it was fitted on");
    }
  }

  private static void requireMatrix(String part, Tensor x) {
    if (!x.dtype().isFloating()) {
      throw new DTypeException(
          "standardizer: the " + part + " are " + x.dtype(),
          "floating-point numbers",
          "convert them: x.to(DType.FLOAT32)");
    }
    if (x.shape().rank() != 2) {
      throw new ShapeException("standardizer: " + part + " " + x.shape(), "[n, columns]");
    }
  }
}
