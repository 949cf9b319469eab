package dev.jacobian.trainers.config.data;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.MissingKind;
import dev.jacobian.trainers.config.kind.ModelKind;
import dev.jacobian.trainers.config.kind.StandardizeKind;
import dev.jacobian.trainers.config.kind.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Rows of a table or of arrays, and how they are prepared.
 *
 * @param rows the files: a {@link TableRows} or {@link ArrayRows}
 * @param columns what the features are, and how they become inputs
 * @param dtype the type in which numbers are read and kept, before anything is computed with them;
 *     float32 takes half the memory, or disk with cache, and has 7 digits
 * @param standardize which columns to scale to mean 0 and deviation 1, by the training rows; the
 *     statistics go into the weights file
 * @param split which rows the model is judged on
 */
public record TableData(
    RowSource rows,
    ColumnsConfig columns,
    @Option DType dtype,
    @Option StandardizeKind standardize,
    SplitConfig split)
    implements DataConfig {
  /** The setting of what features are divided by. */
  public static final String DIVIDE_BY = "data.divideBy";

  private static final RecordKeys<TableData> OWN =
      RecordKeys.of(of(ArrayRows.none(), RowForm.defaults().dtype()), ColumnsConfig.TYPES);

  /** Those of the rows and of what becomes of them; not those that say where the rows are. */
  static final List<Key<?>> KEYS =
      Stream.of(TableRows.KEYS.keysOf("tables"), ArrayRows.KEYS.keysOf("arrays"), OWN.keys())
          .<Key<?>>flatMap(List::stream)
          .<Key<?>>map(
              key ->
                  key.name().equals(TableRows.TARGET.name())
                      ? key.sharedBy(List.of("tables", "text"))
                      : key)
          .toList();

  /** Returns rows of which a configuration says no more than where they are and their type. */
  public static TableData of(RowSource rows, DType dtype) {
    return new TableData(
        rows, ColumnsConfig.defaults(), dtype, StandardizeKind.NONE, SplitConfig.none());
  }

  static TableData read(Section section) {
    boolean isTable = TableOrigin.isMeant(section);
    if (!isTable && !ArrayRows.areMeant(section)) {
      throw new ConfigException(
          section.place(),
          "nothing says where the rows come from",
          "csv, parquet, arrow or npz: a file name, jdbc: a query, inputs and targets: a file name"
              + " each, images: a folder, or text: a file");
    }
    RowSource rows = isTable ? TableRows.read(section) : ArrayRows.read(section);
    TableData read = OWN.read(section);
    if (isSeries(rows)) {
      section.forbid(OWN.key("columns"), "the steps of a series are numbers");
    }
    read.columns.requireDimensions();
    return new TableData(
        rows,
        rows instanceof TableRows csv ? csv.checked(read.columns, section) : read.columns,
        read.dtype,
        read.standardize,
        SplitConfig.read(section, rows));
  }

  private static boolean isSeries(RowSource rows) {
    return rows instanceof TableRows table && table.series().isPresent();
  }

  @Override
  public DataKind kind() {
    return DataKind.TABLE;
  }

  @Override
  public TableData of(RowSource others) {
    return new TableData(others, columns, dtype, standardize, split);
  }

  @Override
  public RowForm form() {
    return RowForm.of(this);
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(DIVIDE_BY, Double.toString(divideBy()));
    settings.put("data.standardize", ValueType.spelling(standardize));
    settings.put("data.columns", new TreeMap<>(columns.columns()).toString());
    settings.put("data.categoryEncoding", ValueType.spelling(columns.categoryEncoding()));
    settings.put("data.unseen", ValueType.spelling(columns.unseen()));
    return settings;
  }

  /** Returns what is done about missing values; arrays may have none. */
  public MissingKind missing() {
    return rows instanceof TableRows csv ? csv.missing() : MissingKind.ERROR;
  }

  /** Returns what features are divided by before a model is given them. */
  public double divideBy() {
    return rows instanceof ArrayRows arrays ? arrays.divideBy() : 1;
  }

  @Override
  public void requireFits(ModelKind model, LossKind loss, Function<Key<?>, KeyPlace> placeOf) {
    if (model == ModelKind.LSTM && !isSeries(rows)) {
      throw new ConfigException(
          placeOf.apply(TableRows.KEYS.key("window")),
          "an lstm model reads texts, or the steps of a series, and nothing says that the rows are"
              + " such",
          "field: the column of the texts, or window: how many steps it sees at once");
    }
    if (rows instanceof TableRows csv) {
      csv.requireTargets(loss, placeOf.apply(TableRows.TARGET));
    }
    split.requireFits(loss, placeOf);
    if (loss.task() != Task.REGRESSION && standardize == StandardizeKind.ALL) {
      throw new ConfigException(
          placeOf.apply(OWN.key("standardize")),
          "all would scale the classes",
          "features or none with the loss " + ValueType.spelling(loss));
    }
    if (loss == LossKind.POISSON_NLL && standardize == StandardizeKind.ALL) {
      throw new ConfigException(
          placeOf.apply(OWN.key("standardize")),
          "all would scale the counts",
          "features or none with the loss poisson_nll");
    }
    columns.requireFits(model, placeOf);
  }
}
