package dev.jacobian.trainers.run;

import dev.jacobian.data.Column;
import dev.jacobian.data.CsvDataset;
import dev.jacobian.data.CsvStream;
import dev.jacobian.data.MappedDataset;
import dev.jacobian.data.MissingValues;
import dev.jacobian.data.SourceFingerprint;
import dev.jacobian.data.TableDataset;
import dev.jacobian.trainers.config.CsvRows;
import dev.jacobian.trainers.config.Task;
import java.nio.file.Path;
import java.util.List;

/** Reads the CSV file of a run. */
final class CsvSource {
  private CsvSource() {}

  /** Reads features and targets, the classes in the order of the file. */
  static TableDataset read(CsvRows config, Task task) {
    return read(config, labelled(config, task).withFeatures(columns(config, config.features())));
  }

  private static TableDataset read(CsvRows config, CsvDataset.Options options) {
    Path csv = config.csv();
    return config.cache()
        ? MappedDataset.of(csv, options, MappedDataset.besideOf(csv, options))
        : CsvDataset.read(csv, options);
  }

  /** Returns what the file was when it was read: a cached one may have been read long ago. */
  static SourceFingerprint fingerprint(CsvRows config, Task task) {
    return config.cache() && read(config, task) instanceof MappedDataset cached
        ? cached.source()
        : SourceFingerprint.of(config.csv());
  }

  /** Reads the features and targets that a model was trained on, its classes in its own order. */
  static TableDataset read(CsvRows config, Task task, Preparation trained) {
    CsvDataset.Options options =
        labelled(config, task).withFeatures(columns(config, trained.featureNames()));
    return read(config, options.withClassNames(trained.classNames()));
  }

  /**
   * Opens another file in the same form as the configuration's, to read only the features that a
   * model was trained on. Every row gets a prediction, so none is left out.
   *
   * @param kept the columns whose text is wanted
   */
  static CsvStream features(Path file, CsvRows config, Preparation trained, KeptColumns kept) {
    MissingValues missing =
        config.missing() == MissingValues.MEAN ? MissingValues.MEAN : MissingValues.ERROR;
    CsvDataset.Options options =
        config
            .format()
            .withMissingValues(missing)
            .withFeatures(columns(config, trained.featureNames()));
    List<Column> texts =
        kept.all()
            ? CsvDataset.columnNames(file, options).stream().map(Column::named).toList()
            : columns(config, kept.names());
    return CsvStream.of(file, options, texts);
  }

  private static CsvDataset.Options labelled(CsvRows config, Task task) {
    List<Column> targets = columns(config, config.targets());
    CsvDataset.Options format =
        config
            .format()
            .withIgnored(columns(config, config.ignored()))
            .withMissingValues(config.missing());
    return task == Task.REGRESSION
        ? format.withTargets(targets)
        : format.withClassTarget(targets.get(0));
  }

  private static List<Column> columns(CsvRows config, List<String> names) {
    return names.stream().map(config::column).map(Column::named).toList();
  }
}
