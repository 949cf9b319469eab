package dev.jacobian.data.table;

import dev.jacobian.data.Batch;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.column.ColumnGuess;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.column.DateType;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.TensorSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A data set read from a CSV file (RFC 4180, UTF-8) into memory. Features are the raw numbers of
 * their {@link ColumnType}s, float32, or float64 if asked for, {@code [n, features]}. Targets are
 * of the same type {@code [n, targets]}, or, as classes, int64 {@code [n]}; without target columns
 * they are {@code [n, 0]}.
 *
 * <p>Errors name the file, the line, the column by number (from 1) and name, the cell's text, and
 * what was expected.
 */
public final class CsvDataset implements TableDataset {
  private final TensorDataset rows;
  private final TableSchema schema;
  private final List<String> targetNames;
  private final List<String> classNames;
  private final DroppedRows dropped;
  private final @Nullable SourceFingerprint source;

  /**
   * How a file is read. Column lists may mix names and places.
   *
   * @param format how its text is written
   * @param features columns of the inputs, in this order; empty for all that have no other role
   * @param targets columns of the targets, in this order; may be empty
   * @param ignored columns that are not read, such as ids
   * @param classTarget whether the only target column holds class labels, any text, that become
   *     class indices
   * @param classNames the labels in the order of their indices; empty for those in the file,
   *     sorted: by value if all are numbers, of which {@code 1}, {@code +1} and {@code 1.0} are the
   *     same one, else as text. Sorting makes the indices independent of the order of the rows
   * @param missingValues what is done about missing values
   * @param dtype type of features and numeric targets, float32 or float64
   * @param columnTypes what the cells of features are, by the columns' names; of the others,
   *     numbers
   */
  public record Options(
      CsvFormat format,
      List<Column> features,
      List<Column> targets,
      List<Column> ignored,
      boolean classTarget,
      List<String> classNames,
      MissingValues missingValues,
      DType dtype,
      Map<String, ColumnType> columnTypes) {
    private static final Options DEFAULTS =
        new Options(
            CsvFormat.defaults(),
            List.of(),
            List.of(),
            List.of(),
            false,
            List.of(),
            MissingValues.ERROR,
            DType.FLOAT32,
            Map.of());

    /**
     * Copies lists and map.
     *
     * @throws DataException if a class target is asked for with other than one target column, the
     *     type is not floating point, or it is float32 and a column has dates
     */
    public Options {
      features = List.copyOf(features);
      targets = List.copyOf(targets);
      ignored = List.copyOf(ignored);
      classNames = List.copyOf(classNames);
      // Sorted, so that equal options are the same text.
      columnTypes = Collections.unmodifiableSortedMap(new TreeMap<>(columnTypes));
      if (classTarget && targets.size() != 1) {
        throw new DataException(
            "a class target of " + targets.size() + " columns " + targets, "one target column");
      }
      if (!dtype.isFloating()) {
        throw new DataException("CSV numbers of dtype " + dtype, "float32 or float64");
      }
      columnTypes.forEach(
          (name, type) -> {
            if (type instanceof DateType && dtype != DType.FLOAT64) {
              throw new DataException(
                  "dates in the column '" + name + "' as " + dtype + ", which has steps of minutes",
                  "float64",
                  Fix.of("withDtype(DType.FLOAT64)", "leave out data.dtype"));
            }
          });
    }

    /**
     * Returns the defaults: the format's, every column a feature, missing values are errors,
     * float32.
     */
    public static Options defaults() {
      return DEFAULTS;
    }

    /** What becomes options. */
    private static final class Draft {
      private CsvFormat format;
      private List<Column> features;
      private List<Column> targets;
      private List<Column> ignored;
      private boolean classTarget;
      private List<String> classNames;
      private MissingValues missingValues;
      private DType dtype;
      private Map<String, ColumnType> columnTypes;

      Draft(Options options) {
        format = options.format;
        features = options.features;
        targets = options.targets;
        ignored = options.ignored;
        classTarget = options.classTarget;
        classNames = options.classNames;
        missingValues = options.missingValues;
        dtype = options.dtype;
        columnTypes = options.columnTypes;
      }
    }

    private Options with(Consumer<Draft> change) {
      Draft draft = new Draft(this);
      change.accept(draft);
      return new Options(
          draft.format,
          draft.features,
          draft.targets,
          draft.ignored,
          draft.classTarget,
          draft.classNames,
          draft.missingValues,
          draft.dtype,
          draft.columnTypes);
    }

    /** Returns these options for text that is written in another way. */
    public Options withFormat(CsvFormat format) {
      return with(draft -> draft.format = format);
    }

    /** Returns these options with these feature columns. */
    public Options withFeatures(List<Column> features) {
      return with(draft -> draft.features = features);
    }

    /** Returns these options with features by name. */
    public Options withFeatures(String... names) {
      return withFeatures(Column.named(names));
    }

    /** Returns these options with these numeric target columns. */
    public Options withTargets(List<Column> targets) {
      return with(
          draft -> {
            draft.targets = targets;
            draft.classTarget = false;
            draft.classNames = List.of();
          });
    }

    /** Returns these options with numeric targets by name. */
    public Options withTargets(String... names) {
      return withTargets(Column.named(names));
    }

    /** Returns these options with one target column of class labels. */
    public Options withClassTarget(Column target) {
      return with(
          draft -> {
            draft.targets = List.of(target);
            draft.classTarget = true;
          });
    }

    /** Returns these options with a target of class labels by name. */
    public Options withClassTarget(String name) {
      return withClassTarget(Column.named(name));
    }

    /** Returns these options with the labels given, so that several files have the same indices. */
    public Options withClassNames(List<String> classNames) {
      return with(draft -> draft.classNames = classNames);
    }

    /** Returns these options with columns that are not read. */
    public Options withIgnored(List<Column> ignored) {
      return with(draft -> draft.ignored = ignored);
    }

    /** Returns these options with columns that are not read, by name. */
    public Options withIgnored(String... names) {
      return withIgnored(Column.named(names));
    }

    /** Returns these options with another policy for missing values. */
    public Options withMissingValues(MissingValues missingValues) {
      return with(draft -> draft.missingValues = missingValues);
    }

    /** Returns these options with numbers of another type. */
    public Options withDtype(DType dtype) {
      return with(draft -> draft.dtype = dtype);
    }

    /**
     * Returns these options with features that are more than numbers.
     *
     * @param types by the names of the columns; {@link ColumnType#category} without names takes
     *     those of the file
     */
    public Options withColumnTypes(Map<String, ColumnType> types) {
      return with(draft -> draft.columnTypes = types);
    }

    /** Returns these options with these features, in this order and of these types. */
    public Options withSchema(TableSchema schema) {
      Map<String, ColumnType> types = new LinkedHashMap<>();
      schema.features().forEach(feature -> types.put(feature.name(), feature.type()));
      return withFeatures(schema.names().stream().map(Column::named).toList())
          .withColumnTypes(types);
    }
  }

  CsvDataset(
      TensorDataset rows,
      TableSchema schema,
      List<String> targetNames,
      List<String> classNames,
      DroppedRows dropped,
      @Nullable SourceFingerprint source) {
    this.rows = rows;
    this.schema = schema;
    this.targetNames = List.copyOf(targetNames);
    this.classNames = List.copyOf(classNames);
    this.dropped = dropped;
    this.source = source;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it cannot be read, is not CSV in UTF-8, has no rows, has a row of
   *     another length, a name twice, a cell that is no number where one is due, or lacks a column
   *     that was asked for
   */
  public static CsvDataset read(Path file, Options options) {
    return read(CsvInput.of(file), options);
  }

  /**
   * Reads what a table comes from.
   *
   * @throws DataException as {@link #read(Path, Options)} does
   */
  public static CsvDataset read(CsvInput input, Options options) {
    return new CsvFile(input, options).read(columns -> new TableBuilder(columns, options)).finish();
  }

  /**
   * Returns the names of a file's columns in order, {@code column 1} and so on if it has no header.
   * Only the first row is read.
   *
   * @throws DataException if it cannot be read, is not CSV in UTF-8, is empty or has a name twice
   */
  public static List<String> columnNames(Path file, Options options) {
    return columnNames(CsvInput.of(file), options);
  }

  /**
   * Returns the names of a table's columns; only the first row is read.
   *
   * @throws DataException as {@link #columnNames(Path, Options)} does
   */
  public static List<String> columnNames(CsvInput input, Options options) {
    return new CsvFile(input, options).columnNames();
  }

  /**
   * Returns the names of a file's columns and its first row of data; no more is read.
   *
   * @throws DataException if it cannot be read, is not CSV in UTF-8, is empty or has a name twice
   */
  public static CsvPreview preview(Path file, Options options) {
    return new CsvFile(CsvInput.of(file), options).preview();
  }

  /**
   * Guesses from the first megabyte of a file what the cells of its features are, whatever types
   * the options say.
   *
   * @return by the features' names, in order
   * @throws DataException if it cannot be read, is not CSV in UTF-8, is empty or lacks a column
   */
  public static Map<String, ColumnGuess> guess(Path file, Options options) {
    return new CsvFile(CsvInput.of(file), options).guess();
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
  public Optional<SourceFingerprint> fingerprint() {
    return Optional.ofNullable(source);
  }

  @Override
  public DroppedRows dropped() {
    return dropped;
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
