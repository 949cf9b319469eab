package dev.jacobian.trainers.config;

import dev.jacobian.data.CsvFormat;
import dev.jacobian.shape.DType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the rows of a run were written, so that others that are written alike can be read without the
 * run's configuration.
 *
 * @param dtype the type in which numbers are read
 * @param csv how the text of a table is written; the usual form if the rows were none
 * @param missing what is done about a missing value
 * @param inputs the name of the features' array in an npz file
 * @param targets the name of the targets' array in an npz file
 */
public record RowForm(
    DType dtype, CsvFormat csv, MissingKind missing, String inputs, String targets) {
  private static final Key<String> INPUTS =
      Key.defaultsTo(
          ArrayRows.INPUTS_IN_NPZ,
          "inputs",
          ValueType.text(),
          "the features' array of an npz file");
  private static final Key<String> TARGETS =
      Key.defaultsTo(
          ArrayRows.TARGETS_IN_NPZ,
          "targets",
          ValueType.text(),
          "the targets' array of an npz file");

  static final SectionType<RowForm> SECTION =
      new SectionType<>(
          Stream.of(
                  List.of(DataConfig.DTYPE, TableRows.MISSING, INPUTS, TARGETS), CsvFormatKeys.KEYS)
              .<Key<?>>flatMap(List::stream)
              .toList(),
          false,
          RowForm::read);

  static RowForm of(DataConfig data) {
    RowForm usual = defaults();
    if (data.rows() instanceof TableRows rows) {
      return new RowForm(data.dtype(), rows.format(), rows.missing(), usual.inputs, usual.targets);
    }
    ArrayRows arrays = (ArrayRows) data.rows();
    return new RowForm(
        data.dtype(),
        usual.csv,
        data.missing(),
        arrays.inputs().arrayOr(usual.inputs),
        arrays.targets().arrayOr(usual.targets));
  }

  /** Returns the form that a configuration describes which says nothing about it. */
  static RowForm defaults() {
    return new RowForm(
        DType.FLOAT64,
        CsvFormat.defaults(),
        MissingKind.ERROR,
        ArrayRows.INPUTS_IN_NPZ,
        ArrayRows.TARGETS_IN_NPZ);
  }

  /** Returns this form with another treatment of missing values. */
  RowForm withMissing(MissingKind kind) {
    return new RowForm(dtype, csv, kind, inputs, targets);
  }

  private static RowForm read(Section section) {
    return new RowForm(
        section.get(DataConfig.DTYPE),
        CsvFormatKeys.read(section),
        section.get(TableRows.MISSING),
        section.get(INPUTS),
        section.get(TARGETS));
  }

  /** Returns the values by their keys. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(DataConfig.DTYPE.name(), dtype.toString());
    values.put(TableRows.MISSING.name(), ValueType.spelling(missing));
    values.putAll(CsvFormatKeys.values(csv));
    values.put(INPUTS.name(), inputs);
    values.put(TARGETS.name(), targets);
    return values;
  }

  /** Returns where rows of files come from: see {@link SavedConfig#data}. */
  DataConfig data(
      Path file, Optional<Path> targetsFile, List<String> features, List<String> targetNames) {
    RowSource rows =
        ArrayFile.isArray(file) || targetsFile.isPresent()
            ? ArrayRows.of(file, targetsFile, inputs, targets)
            : new TableRows(
                TableOrigin.of(file),
                features,
                targetNames,
                csv,
                List.of(),
                Optional.empty(),
                missing,
                false);
    return new DataConfig(
        rows, ColumnsConfig.defaults(), dtype, StandardizeKind.NONE, SplitConfig.none());
  }
}
