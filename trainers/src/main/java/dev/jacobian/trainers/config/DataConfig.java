package dev.jacobian.trainers.config;

import dev.jacobian.data.CsvDataset;
import dev.jacobian.data.MissingValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the rows come from and how they are prepared.
 *
 * @param csv the file
 * @param features names of the feature columns; empty for all columns that are not targets
 * @param targets names of the target columns
 * @param header whether the first line names the columns; without it they are named by their
 *     number, from 1
 * @param delimiter what separates cells
 * @param ignored names of columns that are not read
 * @param missing what to do about an empty cell
 * @param standardize which columns are scaled
 * @param validation the share of rows held out, in [0, 1)
 * @param cache whether the rows lie in a file beside the CSV file and not in memory
 */
public record DataConfig(
    Path csv,
    List<String> features,
    List<String> targets,
    boolean header,
    char delimiter,
    List<String> ignored,
    MissingValues missing,
    StandardizeKind standardize,
    double validation,
    boolean cache) {
  private static final Key<FileName> CSV =
      Key.required(
          "csv",
          FileName.TYPE,
          "the CSV file; relative to the YAML file's folder (with --set, to the current one)");
  private static final Key<List<String>> FEATURES =
      Key.defaultsTo(
          List.of(),
          "features",
          ValueType.listOf(ValueType.text(), "a list of column names"),
          "the feature columns; by default all that are not targets");
  private static final Key<List<String>> TARGET =
      Key.required(
          "target",
          ValueType.listOf(ValueType.text(), "a column name, or a list of them"),
          "the column to predict");
  private static final Key<Boolean> HEADER =
      Key.defaultsTo(
          true,
          "header",
          ValueType.bool(),
          "whether the first line names the columns; if not, write their numbers, from 1");
  private static final Key<Character> DELIMITER =
      Key.defaultsTo(',', "delimiter", ValueType.character(), "what separates cells");
  private static final Key<List<String>> IGNORED =
      Key.defaultsTo(
          List.of(),
          "ignored",
          ValueType.listOf(ValueType.text(), "a list of column names"),
          "columns that are not read, such as ids");
  private static final Key<MissingValues> MISSING =
      Key.defaultsTo(
          MissingValues.ERROR,
          "missing",
          ValueType.choice(MissingValues.class),
          "what to do about an empty cell: stop, take the feature's mean, or leave the row out");
  private static final Key<StandardizeKind> STANDARDIZE =
      Key.defaultsTo(
          StandardizeKind.NONE,
          "standardize",
          ValueType.choice(StandardizeKind.class),
          "which columns to scale to mean 0 and deviation 1, by the training rows; the statistics go into the weights file");
  private static final Key<Double> VALIDATION =
      Key.defaultsTo(
          0.0,
          "validation",
          ValueType.numberFrom(0, 1),
          "the share of rows to hold out, drawn by the seed");
  private static final Key<Boolean> CACHE =
      Key.defaultsTo(
          false,
          "cache",
          ValueType.bool(),
          "whether to keep the rows in a binary file beside the CSV file, made once, and read each"
              + " batch from there; for more rows than memory holds");

  /** Copies the lists. */
  public DataConfig {
    features = List.copyOf(features);
    targets = List.copyOf(targets);
    ignored = List.copyOf(ignored);
  }

  static SectionType<DataConfig> section(Path folder) {
    return new SectionType<>(
        List.of(
            CSV,
            FEATURES,
            TARGET,
            HEADER,
            DELIMITER,
            IGNORED,
            MISSING,
            STANDARDIZE,
            VALIDATION,
            CACHE),
        false,
        section -> read(section, folder));
  }

  private static DataConfig read(Section section, Path folder) {
    Path csv = section.get(CSV).resolve(folder);
    if (!Files.isRegularFile(csv)) {
      throw new ConfigException(
          section.get(CSV).place(),
          "there is no file " + csv,
          "a CSV file, named relative to the folder of the configuration");
    }
    List<String> targets = section.get(TARGET);
    for (String feature : section.get(FEATURES)) {
      if (targets.contains(feature)) {
        throw new ConfigException(
            section.placeOf(FEATURES),
            "the column '" + feature + "' is a target too",
            "features other than the target");
      }
    }
    DataConfig config =
        new DataConfig(
            csv,
            section.get(FEATURES),
            targets,
            section.get(HEADER),
            section.get(DELIMITER),
            section.get(IGNORED),
            section.get(MISSING),
            section.get(STANDARDIZE),
            section.get(VALIDATION),
            section.get(CACHE));
    config.requireColumns(section);
    return config;
  }

  /** Returns how the file is written. */
  public CsvDataset.Options format() {
    return CsvDataset.Options.defaults().withHeader(header).withDelimiter(delimiter);
  }

  /**
   * Returns the file's name of a column. A file without a header has columns called "column 1" and
   * so on; a configuration may leave the word out.
   */
  public String column(String name) {
    boolean isNumber = name.chars().allMatch(Character::isDigit);
    return !header && isNumber ? "column " + name : name;
  }

  private void requireColumns(Section section) {
    List<String> names = CsvDataset.columnNames(csv, format());
    for (Key<List<String>> key : List.of(FEATURES, TARGET, IGNORED)) {
      for (String name : section.get(key)) {
        if (!names.contains(column(name))) {
          throw new ConfigException(
              section.placeOf(key),
              csv + " has no column '" + column(name) + "'",
              "one of '" + String.join("', '", names) + "'");
        }
      }
    }
  }
}
