package dev.jacobian.trainers.config;

import dev.jacobian.data.CsvDataset;
import dev.jacobian.data.CsvFormat;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rows of a table with names for its columns: a CSV file, Parquet, Arrow, or what a query gives.
 *
 * @param origin where the table comes from
 * @param features names of the feature columns; empty for all columns that are not targets
 * @param targets names of the target columns
 * @param format how a CSV file is written; without a header its columns are named by their number,
 *     from 1
 * @param ignored names of columns that are not read
 * @param group name of the column whose equal values make rows a group, if there is one; it is no
 *     feature
 * @param missing what to do about a missing value
 * @param cache whether the rows lie in a file and not in memory
 */
public record TableRows(
    TableOrigin origin,
    List<String> features,
    List<String> targets,
    CsvFormat format,
    List<String> ignored,
    Optional<String> group,
    MissingKind missing,
    boolean cache)
    implements RowSource {
  static final Key<FileName> CSV =
      Key.optional(
              "csv",
              FileName.TYPE,
              "a CSV file; all files are relative to the YAML file's folder (with --set, to the current"
                  + " one)")
          .changeable();
  private static final Key<FileName> PARQUET =
      Key.optional("parquet", FileName.TYPE, "a Parquet file, in place of csv").changeable();
  private static final Key<FileName> ARROW =
      Key.optional(
              "arrow",
              FileName.TYPE,
              "an Arrow file or stream, such as a Feather file, in place of csv")
          .changeable();
  private static final String JDBC = "jdbc";
  private static final Key<List<String>> FEATURES =
      Key.defaultsTo(
          List.of(),
          "features",
          ValueType.listOf(ValueType.columnName(), "a list of column names"),
          "the feature columns; by default all that are not targets");
  static final Key<List<String>> TARGET =
      Key.optional(
          "target",
          ValueType.someOf(ValueType.columnName(), "a column name, or a list of them"),
          "the column to predict; tables need it");
  private static final Key<List<String>> IGNORED =
      Key.defaultsTo(
          List.of(),
          "ignored",
          ValueType.listOf(ValueType.columnName(), "a list of column names"),
          "columns that are not read, such as ids");
  static final Key<String> GROUP =
      Key.optional(
          "group",
          ValueType.columnName(),
          "the column, of text or numbers, whose equal values make rows a group, such as a patient; it"
              + " is no feature");
  static final Key<MissingKind> MISSING =
      Key.defaultsTo(
          MissingKind.ERROR,
          "missing",
          ValueType.choice(MissingKind.class),
          "what to do about a missing value: stop, take what is usual in the training rows (the mean of"
              + " numbers and dates, the most frequent category), or leave the row out");
  private static final Key<Boolean> CACHE =
      Key.defaultsTo(
              false,
              "cache",
              ValueType.bool(),
              "whether to keep the rows in a binary file beside the table's, made once, and read each"
                  + " batch from there; for more rows than memory holds")
          .changeable();

  /** Returns all keys; files are relative to a folder. */
  static List<Key<?>> keys(Path folder) {
    return Stream.of(
            List.of(CSV, PARQUET, ARROW, jdbc(folder), TARGET, FEATURES, IGNORED, GROUP),
            CsvFormatKeys.KEYS.keys(),
            List.<Key<?>>of(MISSING, CACHE))
        .<Key<?>>flatMap(List::stream)
        .toList();
  }

  private static Key<TableOrigin> jdbc(Path folder) {
    return Key.optional(JDBC, JdbcConfig.section(folder), "the rows of a query, in place of csv");
  }

  private static List<Key<?>> origins(Path folder) {
    return List.of(CSV, PARQUET, ARROW, jdbc(folder));
  }

  /** Returns whether the rows are meant to be those of a table. */
  static boolean areMeant(Section section, Path folder) {
    return origins(folder).stream().anyMatch(section::has);
  }

  /** Copies the lists. */
  public TableRows {
    features = List.copyOf(features);
    targets = List.copyOf(targets);
    ignored = List.copyOf(ignored);
  }

  static TableRows read(Section section, Path folder) {
    for (Key<?> key : ArrayRows.KEYS) {
      section.forbid(
          key,
          "the key belongs to arrays, the rows are a table",
          key.equals(ArrayRows.TARGETS) ? TARGET : null);
    }
    TableRows rows =
        new TableRows(
            origin(section, folder),
            section.get(FEATURES),
            section.get(TARGET),
            CsvFormatKeys.KEYS.read(section).format(),
            section.get(IGNORED),
            section.find(GROUP),
            section.get(MISSING),
            section.get(CACHE));
    if (rows.origin.file().isEmpty()) {
      section.forbid(
          CACHE, "the rows of a query lie beside no file; jdbc.cache names one for them");
    }
    rows.requireColumns(section);
    return rows;
  }

  private static TableOrigin origin(Section section, Path folder) {
    List<Key<?>> named = origins(folder).stream().filter(section::has).toList();
    for (Key<?> other : named.subList(1, named.size())) {
      section.forbid(other, "the rows are those of " + named.get(0).name());
    }
    if (!named.get(0).equals(CSV)) {
      for (Key<?> key : CsvFormatKeys.KEYS.keys()) {
        section.forbid(
            key, "the key says how a CSV file is written, the rows are of " + named.get(0).name());
      }
    }
    return section
        .find(CSV)
        .map(file -> TableOrigin.csv(file.existing(folder, "a CSV file")))
        .or(
            () ->
                section
                    .find(PARQUET)
                    .map(file -> TableOrigin.parquet(file.existing(folder, "a Parquet file"))))
        .or(
            () ->
                section
                    .find(ARROW)
                    .map(file -> TableOrigin.arrow(file.existing(folder, "an Arrow file"))))
        .orElseGet(() -> section.get(jdbc(folder)));
  }

  /** Returns how the file is read, before any column is chosen. */
  public CsvDataset.Options options() {
    return CsvDataset.Options.defaults().withFormat(format);
  }

  /**
   * Returns the file's name of a column. A file without a header has columns called "column 1" and
   * so on; a configuration may leave the word out.
   */
  public String column(String name) {
    return column(format, name);
  }

  /** Returns the name of a column in a table of a format: see {@link #column(String)}. */
  public static String column(CsvFormat format, String name) {
    boolean isNumber = !name.isEmpty() && name.chars().allMatch(Character::isDigit);
    return !format.header() && isNumber ? "column " + name : name;
  }

  @Override
  public List<Path> files() {
    return origin.file().stream().toList();
  }

  @Override
  public String name() {
    return origin.name();
  }

  @Override
  public boolean isInMemory() {
    return !cache && origin.cache().isEmpty();
  }

  @Override
  public RowSource in(FileName other, Path folder) {
    TableOrigin file = TableOrigin.of(other.existing(folder, "a CSV, Parquet or Arrow file"));
    List<String> names = file.columnNames(options());
    for (String needed : needed()) {
      if (!names.contains(needed)) {
        throw noColumn(other.place(), file.name(), needed, names);
      }
    }
    return new TableRows(
        file,
        features,
        targets,
        format,
        ignored.stream().filter(name -> names.contains(column(name))).toList(),
        Optional.empty(),
        missing,
        cache);
  }

  /** Returns the columns that are features or targets. */
  private List<String> needed() {
    Set<String> needed = new LinkedHashSet<>(featureColumns());
    targets.forEach(name -> needed.add(column(name)));
    return List.copyOf(needed);
  }

  /** Returns whether a column says which rows are a group. */
  public boolean isGroup(String name) {
    return group.map(this::column).filter(column(name)::equals).isPresent();
  }

  /** Returns the file's names of the columns that are features. */
  public List<String> featureColumns() {
    if (!features.isEmpty()) {
      return features.stream().map(this::column).toList();
    }
    Set<String> others = new HashSet<>();
    Stream.of(targets, ignored, group.stream().toList())
        .flatMap(List::stream)
        .forEach(name -> others.add(column(name)));
    return origin.columnNames(options()).stream().filter(name -> !others.contains(name)).toList();
  }

  /** Checks that the columns exist, each in one role, and that features are left. */
  private void requireColumns(Section section) {
    List<String> names = origin.columnNames(options());
    Set<String> targetNames = new HashSet<>();
    Set<String> taken = new HashSet<>();
    for (Key<List<String>> key : List.of(TARGET, FEATURES, IGNORED)) {
      Set<String> own = new HashSet<>();
      for (String name : section.find(key).orElse(List.of())) {
        String column = column(name);
        if (!names.contains(column)) {
          throw noColumn(section.placeOf(key), origin.name(), column, names);
        }
        if (!own.add(column)) {
          throw new ConfigException(
              section.placeOf(key),
              "the column '" + column + "' stands here twice",
              "each column once");
        }
        if (targetNames.contains(column)) {
          throw new ConfigException(
              section.placeOf(key),
              "the column '" + column + "' is a target too",
              "columns other than the target");
        }
        if (taken.contains(column)) {
          throw new ConfigException(
              section.placeOf(key),
              "the column '" + column + "' is a feature too",
              "columns other than the features");
        }
      }
      (key.equals(TARGET) ? targetNames : taken).addAll(own);
    }
    group.ifPresent(name -> requireGroup(section, column(name), names, targetNames));
    group.ifPresent(name -> taken.add(column(name)));
    if (features.isEmpty() && targetNames.size() + taken.size() == names.size()) {
      throw new ConfigException(
          section.placeOf(ignored.isEmpty() ? TARGET : IGNORED),
          "no column of " + origin.name() + " is left for the features",
          "a column that is neither a target nor ignored");
    }
  }

  private void requireGroup(
      Section section, String column, List<String> names, Set<String> targetNames) {
    if (!names.contains(column)) {
      throw noColumn(section.placeOf(GROUP), origin.name(), column, names);
    }
    boolean isFeature = features.stream().map(this::column).anyMatch(column::equals);
    if (isFeature || targetNames.contains(column)) {
      throw new ConfigException(
          section.placeOf(GROUP),
          "the column '" + column + "' is a " + (isFeature ? "feature" : "target") + " too",
          "a column of its own, which a model would not know of new rows");
    }
  }

  /** Checks what is said of columns, and returns it with the names that the file gives them. */
  ColumnsConfig checked(ColumnsConfig columns, Section section) {
    ColumnsConfig own = columns.in(this);
    List<String> names = origin.columnNames(options());
    own.named()
        .forEach(
            (name, column) -> {
              if (!names.contains(name)) {
                throw noColumn(column.place(), origin.name(), name, names);
              }
              String role =
                  isIn(targets, name)
                      ? "a target"
                      : isIn(ignored, name) ? "ignored" : isGroup(name) ? "the group" : null;
              if (role != null || !(features.isEmpty() || isIn(features, name))) {
                throw new ConfigException(
                    column.place(),
                    "the column '" + name + "' is " + (role == null ? "not used" : role),
                    "types of features");
              }
            });
    return own;
  }

  private boolean isIn(List<String> chosen, String name) {
    return chosen.stream().map(this::column).anyMatch(name::equals);
  }

  private ConfigException noColumn(
      KeyPlace place, String table, String column, List<String> names) {
    return new ConfigException(
        place,
        table + " has no column '" + column + "'",
        "one of '" + String.join("', '", names) + "'",
        names.size() == 1 && origin.isCsv()
            ? "look at data.delimiter, which is " + format.delimiterName()
            : null);
  }

  /**
   * Checks the targets of a task.
   *
   * @param place of the key {@link #TARGET}
   */
  void requireTargets(LossKind loss, KeyPlace place) {
    String name = ValueType.spelling(loss);
    if (loss.task() != Task.REGRESSION) {
      if (targets.size() != 1) {
        throw new ConfigException(
            place, targets.size() + " target columns for " + name, "one column with the class");
      }
      return;
    }
    for (String target : targets) {
      String column = column(target);
      if (origin.isText(column, options())) {
        throw new ConfigException(
            place,
            "the column '" + column + "' holds text" + example(column),
            "numbers for the loss " + name,
            numberHint(column)
                .map(choice -> "if it is a number, set data: " + choice.replace(" '", ": '"))
                .orElse(
                    "for classes take loss: cross_entropy (model softmax or mlp) or bce_with_logits"
                        + " (two classes)"));
      }
    }
  }

  private String example(String column) {
    return origin.isCsv() ? ", such as '" + origin.preview(options()).firstCell(column) + "'" : "";
  }

  private Optional<String> numberHint(String column) {
    return origin.isCsv() ? origin.preview(options()).numberHint(column) : Optional.empty();
  }
}
