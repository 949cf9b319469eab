package dev.jacobian.trainers.config.data;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.SeriesWindows;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.kind.MissingKind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the rows of a run were written, so that others that are written alike can be read without the
 * run's configuration.
 *
 * @param dtype the type in which numbers are read
 * @param missing what is done about a missing value
 * @param text how the text of a table is written; the usual form if the rows were none
 * @param inputs the name of the features' array in an npz file
 * @param targets the name of the targets' array in an npz file
 * @param series the windows that are rows, if the rows of a table are the steps of a series
 */
public record RowForm(
    @Option DType dtype,
    @Option MissingKind missing,
    CsvFormatKeys text,
    @Option String inputs,
    @Option String targets,
    @Option Optional<SeriesWindows> series)
    implements DataForm {
  static final RecordKeys<RowForm> KEYS = RecordKeys.of(defaults(), types());

  private static Map<String, ValueType<?>> types() {
    ValueType<?> names = ValueType.listOf(ValueType.columnName(), "a list of column names");
    Map<String, ValueType<?>> types = new HashMap<>(CsvFormatKeys.TYPES);
    types.put(
        "series",
        RecordKeys.of(
                new SeriesWindows(1, 1, List.of("y"), List.of()),
                Map.of("targets", names, "features", names))
            .section());
    return types;
  }

  static RowForm of(TableData data) {
    RowForm usual = defaults();
    if (data.rows() instanceof TableRows rows) {
      return new RowForm(
          data.dtype(), rows.missing(), rows.text(), usual.inputs, usual.targets, rows.series());
    }
    ArrayRows arrays = (ArrayRows) data.rows();
    return new RowForm(
        data.dtype(),
        data.missing(),
        usual.text,
        arrays.inputs().arrayOr(usual.inputs),
        arrays.targets().arrayOr(usual.targets),
        Optional.empty());
  }

  /** Returns the form that a configuration describes which says nothing about it. */
  public static RowForm defaults() {
    return new RowForm(
        DType.FLOAT64,
        MissingKind.ERROR,
        CsvFormatKeys.of(CsvFormat.defaults()),
        ArrayRows.INPUTS_IN_NPZ,
        ArrayRows.TARGETS_IN_NPZ,
        Optional.empty());
  }

  /** Returns this form with another treatment of missing values. */
  public RowForm withMissing(MissingKind kind) {
    return new RowForm(dtype, kind, text, inputs, targets, series);
  }

  /** Returns how the text of a table is written. */
  public CsvFormat csv() {
    return text.format();
  }

  /** Returns where rows come from that lie in a table: those of a series are its windows. */
  public TableOrigin origin(TableOrigin table) {
    return series
        .map(
            windows ->
                table.windows(
                    windows,
                    CsvDataset.Options.defaults()
                        .withFormat(csv())
                        .withMissingValues(missing.reading())))
        .orElse(table);
  }

  @Override
  public RecordKeys<?> keys() {
    return KEYS;
  }

  @Override
  public TableData data(
      Path file, Optional<Path> targetsFile, List<String> features, List<String> targetNames) {
    RowSource rows =
        ArrayFile.isArray(file) || targetsFile.isPresent()
            ? ArrayRows.of(file, targetsFile, inputs, targets)
            : TableRows.of(TableOrigin.of(file), targetNames, features, this);
    return TableData.of(rows, dtype);
  }
}
