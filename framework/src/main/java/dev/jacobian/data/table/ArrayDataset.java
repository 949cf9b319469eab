package dev.jacobian.data.table;

import dev.jacobian.data.Batch;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data set in memory of two arrays, as NumPy's and IDX files hold them: features in one, targets
 * in the other, a row for each index of the first axis. Features become float32, or float64 if
 * asked for, {@code [n, features]}, all axes after the first as one, with the names {@code x0},
 * {@code x1} ... Targets become numbers of the same type {@code [n, targets]} with the names {@code
 * y0}, {@code y1} ..., or {@code y} if there is one; as classes, int64 {@code [n]}.
 */
public final class ArrayDataset implements TableDataset {
  private static final Logger LOG = LoggerFactory.getLogger(ArrayDataset.class);

  private final TensorDataset rows;
  private final TableSchema schema;
  private final List<String> targetNames;
  private final List<String> classNames;

  /**
   * An array and what errors call it.
   *
   * @param name such as {@code digits.npz, array 'x'}
   * @param values of any dtype, {@code [n, ...]}
   */
  public record Part(String name, Tensor values) {
    /**
     * Checks the axes.
     *
     * @throws DataException if there is none, so that there are no rows
     */
    public Part {
      if (values.shape().rank() == 0 || values.size(0) == 0) {
        throw new DataException(
            name + ": the shape is " + values.shape(), "[n, ...] with at least one row");
      }
    }

    private long rowSize() {
      return values.size() / values.size(0);
    }
  }

  /**
   * How arrays become rows.
   *
   * @param dtype type of features and numeric targets, float32 or float64; numbers that it does not
   *     hold exactly are rounded to the nearest that it does
   * @param classTarget whether the targets are classes: whole numbers, {@code [n]} or {@code [n,
   *     1]}
   * @param classNames the classes in the order of their indices; empty for those in the array,
   *     sorted by value
   */
  public record Options(DType dtype, boolean classTarget, List<String> classNames) {
    /**
     * Copies the list.
     *
     * @throws DataException if the type is not floating point
     */
    public Options {
      classNames = List.copyOf(classNames);
      if (!dtype.isFloating()) {
        throw new DataException("numbers of dtype " + dtype, "float32 or float64");
      }
    }

    /** Returns the defaults: float32, numeric targets. */
    public static Options defaults() {
      return new Options(DType.FLOAT32, false, List.of());
    }

    /** Returns these options with numbers of another type. */
    public Options withDtype(DType dtype) {
      return new Options(dtype, classTarget, classNames);
    }

    /** Returns these options with a target of classes. */
    public Options withClassTarget() {
      return new Options(dtype, true, classNames);
    }

    /**
     * Returns these options with the classes given, so that several files have the same indices.
     */
    public Options withClassNames(List<String> names) {
      return new Options(dtype, classTarget, names);
    }
  }

  private ArrayDataset(
      TensorDataset rows, TableSchema schema, List<String> targetNames, List<String> classNames) {
    this.rows = rows;
    this.schema = schema;
    this.targetNames = targetNames;
    this.classNames = classNames;
  }

  /**
   * Copies two arrays.
   *
   * @throws DataException if the numbers of rows differ, a number is NaN or infinite, or classes
   *     are no whole numbers or none of those given; the message has the array's name and the row
   */
  public static ArrayDataset of(Part inputs, Part targets, Options options) {
    long count = inputs.values().size(0);
    if (targets.values().size(0) != count) {
      throw new DataException(
          targets.name()
              + ": "
              + targets.values().size(0)
              + " rows, but "
              + inputs.name()
              + " has "
              + count,
          "a target for each row of features");
    }
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor features = numbers(inputs, options.dtype());
      TableSchema schema = TableSchema.numbers(names("x", (int) inputs.rowSize()));
      if (!options.classTarget()) {
        Tensor numbers = numbers(targets, options.dtype());
        return new ArrayDataset(
            new TensorDataset(features, numbers), schema, targetNames(targets), List.of());
      }
      ArrayLabels labels = ArrayLabels.of(targets, options.classNames());
      Tensor indices = Tensor.of(labels.indices());
      return new ArrayDataset(
          new TensorDataset(features, indices), schema, targetNames(targets), labels.names());
    }
  }

  private static Tensor numbers(Part part, DType dtype) {
    Tensor matrix = part.values().to(dtype).reshape(part.values().size(0), part.rowSize());
    if (!Double.isFinite(matrix.sum().item())) {
      requireFinite(part, matrix);
    }
    if (part.values().dtype() == DType.INT64) {
      sayWhatIsRounded(part);
    }
    return matrix;
  }

  /** Says that float64 does not hold a whole number: it does not hold each from 2^53 on. */
  private static void sayWhatIsRounded(Part part) {
    long[] values = part.values().reshape(part.values().size()).toLongArray();
    for (int at = 0; at < values.length; at++) {
      double rounded = values[at];
      if ((long) rounded != values[at] || values[at] == Long.MAX_VALUE) {
        LOG.warn(
            "{}: row {}, value {} is {}, which becomes {}: numbers from 2^53 on are rounded to"
                + " float64; fix: subtract the smallest, or leave a column of ids out",
            part.name(),
            at / part.rowSize(),
            at % part.rowSize(),
            values[at],
            new BigDecimal(rounded).toPlainString());
        return;
      }
    }
  }

  private static void requireFinite(Part part, Tensor matrix) {
    double[] values = matrix.toDoubleArray();
    for (int at = 0; at < values.length; at++) {
      if (!Double.isFinite(values[at])) {
        throw new DataException(
            part.name()
                + ": row "
                + at / part.rowSize()
                + ", value "
                + at % part.rowSize()
                + " is "
                + part.values().reshape(values.length).toDoubleArray()[at],
            "finite numbers that " + matrix.dtype() + " holds");
      }
    }
  }

  private static List<String> targetNames(Part targets) {
    return targets.rowSize() == 1 ? List.of("y") : names("y", (int) targets.rowSize());
  }

  private static List<String> names(String letter, int count) {
    return IntStream.range(0, count).mapToObj(i -> letter + i).toList();
  }

  @Override
  public TableSchema schema() {
    return schema;
  }

  @Override
  public List<String> targetNames() {
    return targetNames;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public DroppedRows dropped() {
    return DroppedRows.none();
  }

  @Override
  public TensorSpec inputSpec() {
    return rows.inputSpec();
  }

  @Override
  public TensorSpec targetSpec() {
    return rows.targetSpec();
  }

  @Override
  public long size() {
    return rows.size();
  }

  @Override
  public Batch gather(long[] indices) {
    return rows.gather(indices);
  }
}
