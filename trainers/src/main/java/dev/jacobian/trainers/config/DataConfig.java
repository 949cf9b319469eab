package dev.jacobian.trainers.config;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where the rows come from and how they are prepared.
 *
 * @param rows the files: a {@link TableRows} or {@link ArrayRows}
 * @param columns what the features are, and how they become inputs
 * @param dtype the type in which numbers are read and kept, before anything is computed with them;
 *     float32 takes half the memory, or disk with cache, and has 7 digits
 * @param standardize which columns to scale to mean 0 and deviation 1, by the training rows; the
 *     statistics go into the weights file
 * @param split which rows the model is judged on
 */
public record DataConfig(
    RowSource rows,
    ColumnsConfig columns,
    @Option DType dtype,
    @Option StandardizeKind standardize,
    SplitConfig split) {
  private static final RecordKeys<DataConfig> KEYS =
      RecordKeys.of(of(ArrayRows.none(), RowForm.defaults().dtype()), ColumnsConfig.TYPES);

  static final SectionType<DataConfig> SECTION =
      new SectionType<>(
          Stream.of(
                  TableOrigin.KEYS.keys(),
                  TableRows.KEYS.keysOf("tables"),
                  ArrayRows.KEYS.keysOf("arrays"),
                  KEYS.keys(),
                  SplitConfig.KEYS.keys())
              .<Key<?>>flatMap(List::stream)
              .toList(),
          false,
          DataConfig::read);

  /** Returns rows of which a configuration says no more than where they are and their type. */
  static DataConfig of(RowSource rows, DType dtype) {
    return new DataConfig(
        rows, ColumnsConfig.defaults(), dtype, StandardizeKind.NONE, SplitConfig.none());
  }

  private static DataConfig read(Section section) {
    boolean isTable = TableOrigin.isMeant(section);
    if (!isTable && !ArrayRows.areMeant(section)) {
      throw new ConfigException(
          section.place(),
          "nothing says where the rows come from",
          "csv, parquet, arrow or npz: a file name, jdbc: a query, or inputs and targets: a file name"
              + " each");
    }
    RowSource rows = isTable ? TableRows.read(section) : ArrayRows.read(section);
    DataConfig read = KEYS.read(section);
    read.columns.requireDimensions();
    return new DataConfig(
        rows,
        rows instanceof TableRows csv ? csv.checked(read.columns, section) : read.columns,
        read.dtype,
        read.standardize,
        SplitConfig.read(section, rows));
  }

  /**
   * Returns the rows of a CSV file.
   *
   * @throws OptionException if the rows come from arrays
   */
  public TableRows csv() {
    if (rows instanceof TableRows csv) {
      return csv;
    }
    throw new OptionException(
        "the rows of this configuration are arrays: " + rows.files(),
        "a configuration with data.csv",
        Fix.inCode("use the weights with SafeTensors.load and Module.loadStateDict"));
  }

  /** Returns every file that a run reads rows from, each once. */
  public List<Path> files() {
    return Stream.of(Optional.of(rows), split.validation(), split.test())
        .flatMap(Optional::stream)
        .flatMap(source -> source.files().stream())
        .distinct()
        .toList();
  }

  /** Returns this with other rows, all of which count the same. */
  public DataConfig of(RowSource others) {
    return new DataConfig(others, columns, dtype, standardize, split);
  }

  /** Returns what is done about missing values; arrays may have none. */
  public MissingKind missing() {
    return rows instanceof TableRows csv ? csv.missing() : MissingKind.ERROR;
  }

  /** Returns what features are divided by before a model is given them. */
  public double divideBy() {
    return rows instanceof ArrayRows arrays ? arrays.divideBy() : 1;
  }

  /**
   * Checks that the rows can be what a loss needs.
   *
   * @param placeOf where a key of this section stands
   */
  void requireFits(LossKind loss, Function<Key<?>, KeyPlace> placeOf) {
    if (rows instanceof TableRows csv) {
      csv.requireTargets(loss, placeOf.apply(TableRows.TARGET));
    }
    split.requireFits(loss, placeOf);
    if (loss.task() != Task.REGRESSION && standardize == StandardizeKind.ALL) {
      throw new ConfigException(
          placeOf.apply(KEYS.key("standardize")),
          "all would scale the classes",
          "features or none with the loss " + ValueType.spelling(loss));
    }
  }
}
