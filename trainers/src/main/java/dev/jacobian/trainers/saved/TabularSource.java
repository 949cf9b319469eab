package dev.jacobian.trainers.saved;

import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.table.Column;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.CsvStream;
import dev.jacobian.data.table.MappedDataset;
import dev.jacobian.data.table.MissingValues;
import dev.jacobian.data.table.SourceFingerprint;
import dev.jacobian.data.table.TableDataset;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.shape.DType;
import dev.jacobian.trainers.config.data.RowForm;
import dev.jacobian.trainers.config.data.TableData;
import dev.jacobian.trainers.config.data.TableOrigin;
import dev.jacobian.trainers.config.data.TableRows;
import dev.jacobian.trainers.config.kind.MissingKind;
import dev.jacobian.trainers.config.kind.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the table of a run. */
public final class TabularSource {
  private static final Logger LOG = LoggerFactory.getLogger(TabularSource.class);

  private TabularSource() {}

  /**
   * Reads features and targets, categories and classes in the order of the file. A column of groups
   * is the last feature.
   *
   * @param config that of {@code data}, or of another file in its form
   */
  public static TableDataset read(TableRows config, TableData data, Task task) {
    return read(config, options(config, data, task));
  }

  private static CsvDataset.Options options(TableRows config, TableData data, Task task) {
    CsvDataset.Options options =
        labelled(config, data.dtype(), task)
            .withMissingValues(config.missing().reading())
            .withFeatures(config.featureColumns().stream().map(Column::named).toList());
    Map<String, ColumnType> types = ColumnTypes.of(config.origin(), options, data.columns());
    return withGroup(config, options.withColumnTypes(types));
  }

  private static CsvDataset.Options withGroup(TableRows config, CsvDataset.Options options) {
    if (config.group().isEmpty()) {
      return options;
    }
    String group = config.column(config.group().get());
    List<String> features = new ArrayList<>(config.featureColumns());
    features.add(group);
    Map<String, ColumnType> types = new LinkedHashMap<>(options.columnTypes());
    types.put(group, ColumnType.category(List.of()));
    return options
        .withFeatures(features.stream().map(Column::named).toList())
        .withColumnTypes(types);
  }

  private static TableDataset read(TableRows config, CsvDataset.Options options) {
    TableOrigin origin = config.origin();
    Optional<Path> beside =
        origin.file().filter(file -> config.cache()).map(file -> besideOf(file, options));
    if (origin.source().isPresent()) {
      TableSource source = origin.source().get();
      return beside
          .or(origin::cache)
          .<TableDataset>map(cache -> MappedDataset.of(source, options, cache))
          .orElseGet(() -> TableDataset.read(source, options));
    }
    Path csv = origin.file().orElseThrow();
    return beside
        .<TableDataset>map(cache -> MappedDataset.of(csv, options, cache))
        .orElseGet(() -> CsvDataset.read(csv, options));
  }

  private static Path besideOf(Path file, CsvDataset.Options options) {
    return MappedDataset.besideOf(file, options);
  }

  /**
   * Returns what the table was when it was read: a cached one may have been read long ago. The rows
   * of a query that are not cached are asked for once more.
   */
  public static SourceFingerprint fingerprint(TableRows config, TableData data, Task task) {
    TableOrigin origin = config.origin();
    if (origin.cache().isPresent()) {
      return MappedDataset.open(origin.cache().get()).fingerprint().orElseThrow();
    }
    if (config.cache()) {
      return read(config, data, task).fingerprint().orElseThrow();
    }
    return origin.source().isPresent()
        ? SourceFingerprint.of(origin.source().get(), options(config, data, task))
        : SourceFingerprint.of(origin.file().orElseThrow());
  }

  /** Reads the features and targets that a model was trained on, its classes in its own order. */
  public static TableDataset read(TableRows config, DType dtype, TablePreparation trained) {
    CsvDataset.Options options =
        labelled(config, dtype, trained.task())
            .withMissingValues(reading(config.missing(), trained))
            .withSchema(trained.schema());
    return read(config, options.withClassNames(trained.classNames()));
  }

  /** Returns how a missing value is read by a model that may not know what to fill in. */
  private static MissingValues reading(MissingKind missing, TablePreparation trained) {
    if (missing == MissingKind.MEAN && trained.missing().isEmpty()) {
      LOG.warn(
          "the weights have no means of the training rows to fill in for missing values; such a value is an error");
      return MissingValues.ERROR;
    }
    return missing.reading();
  }

  /**
   * Opens another table in the same form as a model's own, to read only the features that it was
   * trained on. Every row gets a prediction, so none is left out.
   *
   * @param kept the columns whose text is wanted
   */
  static CsvStream features(
      CsvInput input, RowForm form, TablePreparation trained, KeptColumns kept) {
    CsvDataset.Options options = features(form, trained).withFormat(form.csv());
    List<Column> texts =
        kept.all()
            ? CsvDataset.columnNames(input, options).stream().map(Column::named).toList()
            : columns(form.csv(), kept.names());
    return CsvStream.of(input, options, texts);
  }

  /** Returns how the features that a model was trained on are read. */
  static CsvDataset.Options features(RowForm form, TablePreparation trained) {
    MissingKind missing =
        form.missing() == MissingKind.DROP_ROW ? MissingKind.ERROR : form.missing();
    return CsvDataset.Options.defaults()
        .withDtype(form.dtype())
        .withMissingValues(reading(missing, trained))
        .withSchema(trained.schema());
  }

  static CsvDataset.Options labelled(TableRows config, DType dtype, Task task) {
    List<Column> targets = columns(config, config.target());
    List<String> unread = config.ignored().stream().filter(name -> !config.isGroup(name)).toList();
    CsvDataset.Options format =
        config.options().withDtype(dtype).withIgnored(columns(config, unread));
    return task == Task.REGRESSION
        ? format.withTargets(targets)
        : format.withClassTarget(targets.get(0));
  }

  private static List<Column> columns(TableRows config, List<String> names) {
    return columns(config.format(), names);
  }

  static List<Column> columns(CsvFormat format, List<String> names) {
    return names.stream().map(name -> Column.named(TableRows.column(format, name))).toList();
  }
}
