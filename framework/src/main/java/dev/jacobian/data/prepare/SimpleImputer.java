package dev.jacobian.data.prepare;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.column.BooleanType;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Puts what is usual in a column in the place of the values that are missing, which are NaN: the
 * mean of numbers and dates, the most frequent one of categories and truth values, of equally
 * frequent ones the first. The values are float64. Immutable. Scikit-learn equivalent: {@code
 * SimpleImputer} with the strategies {@code mean} and {@code most_frequent}.
 *
 * <p>Fit it on the training rows only, and apply the same one to all others.
 */
public final class SimpleImputer {
  private static final int CHUNK_ROWS = 4096;

  /** What the saved tensor has always been called. */
  private static final String VALUES = "mean";

  private final double[] values;
  private final long[] missing;

  private SimpleImputer(double[] values, long[] missing) {
    this.values = values;
    this.missing = missing;
  }

  /**
   * Makes an imputer from known numbers.
   *
   * @param values per column, finite
   * @throws DataException if one is not
   */
  public static SimpleImputer of(double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new DataException(
            "imputer: the value of column " + i + " is " + values[i], "finite numbers");
      }
    }
    return new SimpleImputer(values.clone(), new long[values.length]);
  }

  /**
   * Finds the usual values of the inputs' columns among those that are there.
   *
   * @param rows with raw inputs {@code [n, columns]}
   * @param schema of the columns
   * @throws DataException if a column has no value at all
   */
  public static SimpleImputer fit(Dataset rows, TableSchema schema) {
    List<Usual> usual = schema.features().stream().map(f -> Usual.of(f.type())).toList();
    for (long start = 0; start < rows.size(); start += CHUNK_ROWS) {
      try (MemoryScope scope = MemoryScope.open()) {
        long[] indices =
            LongStream.range(start, Math.min(rows.size(), start + CHUNK_ROWS)).toArray();
        Tensor inputs = rows.gather(indices).inputs();
        requireColumns(inputs, usual.size());
        double[] all = inputs.toDoubleArray();
        for (int column = 0; column < usual.size(); column++) {
          usual.get(column).add(all, column, usual.size());
        }
      }
    }
    for (int column = 0; column < usual.size(); column++) {
      if (usual.get(column).count() == 0) {
        throw new DataException(
            "the feature '"
                + schema.features().get(column).name()
                + "': every value is missing in the "
                + rows.size()
                + " training rows, so there is none to fill in",
            "at least one value",
            "ignore the column");
      }
    }
    return new SimpleImputer(
        usual.stream().mapToDouble(Usual::value).toArray(),
        usual.stream().mapToLong(column -> rows.size() - column.count()).toArray());
  }

  /** Finds the usual value of a column. */
  private interface Usual {
    static Usual of(ColumnType type) {
      return type instanceof CategoryType categories
          ? new Frequent(categories.names().size())
          : type instanceof BooleanType ? new Frequent(2) : new Mean();
    }

    /** Takes the values that stand in every {@code step}-th place. */
    void add(double[] all, int first, int step);

    /** Returns how many values there are. */
    long count();

    double value();
  }

  /** Merges the mean of a part into that of the parts before, so that sums stay small. */
  private static final class Mean implements Usual {
    private double mean;
    private long count;

    @Override
    public void add(double[] all, int first, int step) {
      double sum = 0;
      long present = 0;
      for (int at = first; at < all.length; at += step) {
        if (!Double.isNaN(all[at])) {
          sum += all[at];
          present++;
        }
      }
      if (present > 0) {
        count += present;
        mean += (sum / present - mean) * present / count;
      }
    }

    @Override
    public long count() {
      return count;
    }

    @Override
    public double value() {
      return mean;
    }
  }

  /** Counts whole numbers from 0 on. */
  private static final class Frequent implements Usual {
    private final long[] counts;

    Frequent(int size) {
      counts = new long[size];
    }

    @Override
    public void add(double[] all, int first, int step) {
      for (int at = first; at < all.length; at += step) {
        // An unknown category is behind the others, and tells nothing.
        if (all[at] < counts.length) {
          counts[(int) all[at]]++;
        }
      }
    }

    @Override
    public long count() {
      return LongStream.of(counts).sum();
    }

    @Override
    public double value() {
      int most = 0;
      for (int i = 1; i < counts.length; i++) {
        most = counts[i] > counts[most] ? i : most;
      }
      return most;
    }
  }

  /** Returns the value that is filled in in each column. */
  public double[] values() {
    return values.clone();
  }

  /**
   * Returns how many values each column lacked in the rows that this was fitted on; 0 if it was
   * made of numbers or a state.
   */
  public long[] missing() {
    return missing.clone();
  }

  /**
   * Returns the values with none missing.
   *
   * @param x floating point {@code [n, columns]}
   */
  public Tensor transform(Tensor x) {
    requireColumns(x, values.length);
    Tensor row = Tensor.of(values, 1, values.length).to(x.device()).to(x.dtype());
    return x.eq(x).where(x, row);
  }

  /** Returns the numbers as tensors, to be saved beside a model's. */
  public Map<String, Tensor> stateDict() {
    return Map.of(VALUES, Tensor.of(values));
  }

  /**
   * Returns the imputer that {@link #stateDict} was made of.
   *
   * @throws StateException if the tensor is missing
   */
  public static SimpleImputer fromStateDict(Map<String, Tensor> state) {
    Tensor saved = state.get(VALUES);
    if (saved == null) {
      throw new StateException("imputer: the state has " + state.keySet(), VALUES);
    }
    return of(saved.toDoubleArray());
  }

  private static void requireColumns(Tensor x, int columns) {
    if (x.shape().rank() != 2 || x.size(1) != columns) {
      throw new ShapeException("imputer: values " + x.shape(), "[n, " + columns + "]");
    }
  }
}
