package dev.jacobian.trainers.config.data;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.SeriesWindows;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.FileName;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.MissingKind;
import dev.jacobian.trainers.config.kind.Task;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rows of a table with names for its columns: a CSV file, Parquet, Arrow, or what a query gives.
 *
 * @param origin where the table comes from
 * @param target the column to predict, or several, which a table needs; with text the name of the
 *     class in each line of JSON, which is a text, a number, true or false
 * @param features the feature columns; by default all that are not targets
 * @param ignored columns that are not read, such as ids
 * @param group the column, of text or numbers, whose equal values make rows a group, such as a
 *     patient; it is no feature
 * @param text how a CSV file is written; without a header its columns are named by their number,
 *     from 1
 * @param missing what to do about a missing value: stop, take what is usual in the training rows
 *     (the mean of numbers and dates, the most frequent category), or leave the row out
 * @param cache whether to keep the rows in a binary file beside the table's, made once, and read
 *     each batch from there; for more rows than memory holds
 * @param window takes the rows for the steps of a series in their order: how many of them the model
 *     sees at once, of the target and of features, if any are named
 * @param horizon how many steps after a window the model tells
 * @param series the windows, whose columns target and features are then
 */
public record TableRows(
    TableOrigin origin,
    @Option(required = true) List<String> target,
    @Option List<String> features,
    @Option List<String> ignored,
    @Option Optional<String> group,
    CsvFormatKeys text,
    @Option MissingKind missing,
    @Option(mayChange = true) boolean cache,
    @Option(min = 1, max = 1 << 16) Optional<Integer> window,
    @Option(min = 1, max = 1 << 16) int horizon,
    Optional<SeriesWindows> series)
    implements RowSource {
  static final RecordKeys<TableRows> KEYS =
      RecordKeys.of(
          of(TableOrigin.csv(Path.of("")), List.of(), List.of(), RowForm.defaults()), types());

  static final Key<?> TARGET = KEYS.key("target");
  static final Key<?> GROUP = KEYS.key("group");

  private static Map<String, ValueType<?>> types() {
    ValueType<String> name = ValueType.columnName();
    ValueType<?> names = ValueType.listOf(name, "a list of column names");
    Map<String, ValueType<?>> types = new HashMap<>(CsvFormatKeys.TYPES);
    types.put("target", ValueType.someOf(name, "a column name, or a list of them"));
    types.put("features", names);
    types.put("ignored", names);
    types.put("group", name);
    return types;
  }

  /** Copies the lists. */
  public TableRows {
    target = List.copyOf(target);
    features = List.copyOf(features);
    ignored = List.copyOf(ignored);
  }

  /** Returns the rows of a table that no configuration names, of all whose columns are known. */
  static TableRows of(
      TableOrigin origin, List<String> target, List<String> features, RowForm form) {
    return new TableRows(
        form.origin(origin),
        target,
        features,
        List.of(),
        Optional.empty(),
        form.text(),
        form.missing(),
        false,
        form.series().map(SeriesWindows::window),
        form.series().map(SeriesWindows::horizon).orElse(1),
        form.series());
  }

  private TableRows of(TableOrigin other, List<String> ignored, Optional<String> group) {
    return new TableRows(
        other, target, features, ignored, group, text, missing, cache, window, horizon, series);
  }

  static TableRows read(Section section) {
    for (Key<?> key : ArrayRows.KEYS.keys()) {
      section.forbid(
          key,
          "the key belongs to arrays, the rows are a table",
          key.equals(ArrayRows.TARGETS) ? TARGET : null);
    }
    TableOrigin origin = TableOrigin.read(section);
    TableRows read = KEYS.read(section);
    TableRows rows = read.of(origin, read.ignored, read.group);
    if (origin.file().isEmpty()) {
      section.forbid(
          KEYS.key("cache"),
          "the rows of a query lie beside no file; jdbc.cache names one for them");
    }
    rows.requireColumns(section);
    if (rows.window.isPresent()) {
      return rows.windows(section);
    }
    section.forbid(
        KEYS.key("horizon"), "nothing says that the rows are a series; data.window does");
    return rows;
  }

  /**
   * Reads rows that are a text and its class each.
   *
   * @param field the key that names the column of the text
   * @param column its name
   */
  static TableRows texts(Section section, Key<?> field, String column) {
    TableOrigin origin = TableOrigin.read(section);
    if (origin.cache().isPresent()) {
      throw new ConfigException(
          section.placeOf(TableOrigin.KEYS.key("jdbc")),
          "jdbc.cache keeps rows of numbers, and these are texts",
          "a query without a cache");
    }
    TableRows read = KEYS.read(section);
    if (read.missing == MissingKind.MEAN) {
      throw new ConfigException(
          section.placeOf(KEYS.key("missing")), "texts have no mean", "error or drop_row");
    }
    TableRows rows = texts(origin, read.target, column, read.group, read.text, read.missing);
    List<String> names = origin.columnNames(rows.options());
    Map<String, Key<?>> roles = new HashMap<>();
    rows.claim(section, TARGET, rows.target, names, roles);
    rows.claim(section, field, rows.features, names, roles);
    rows.group.ifPresent(name -> rows.requireGroup(section, rows.column(name), names, roles));
    return rows;
  }

  /** Returns rows of texts that no configuration names. */
  static TableRows of(TableOrigin origin, TableTextForm form) {
    return texts(
        origin,
        List.of(form.texts().target()),
        form.texts().field(),
        Optional.empty(),
        form.text(),
        form.missing());
  }

  private static TableRows texts(
      TableOrigin origin,
      List<String> target,
      String column,
      Optional<String> group,
      CsvFormatKeys text,
      MissingKind missing) {
    return new TableRows(
        origin,
        target,
        List.of(column),
        List.of(),
        group,
        text,
        missing,
        false,
        Optional.empty(),
        1,
        Optional.empty());
  }

  /** Returns the windows of the rows as rows. */
  private TableRows windows(Section section) {
    for (String other : List.of("ignored", "group", "cache")) {
      section.forbid(
          KEYS.key(other),
          "the rows are the steps of one series, of which target and features are read");
    }
    if (missing == MissingKind.DROP_ROW) {
      throw new ConfigException(
          section.placeOf(KEYS.key("missing")),
          "drop_row would join steps of the series that do not follow each other",
          "error or mean");
    }
    SeriesWindows windows =
        new SeriesWindows(
            window.orElseThrow(),
            horizon,
            target.stream().map(this::column).toList(),
            features.stream().map(this::column).toList());
    return new TableRows(
        windows(origin, windows),
        windows.targetNames(),
        windows.featureNames(),
        List.of(),
        Optional.empty(),
        text,
        missing,
        false,
        window,
        horizon,
        Optional.of(windows));
  }

  private TableOrigin windows(TableOrigin steps, SeriesWindows windows) {
    return steps.windows(windows, options().withMissingValues(missing.reading()));
  }

  /** Returns how a CSV file is written. */
  public CsvFormat format() {
    return text.format();
  }

  /** Returns how the file is read, before any column is chosen. */
  public CsvDataset.Options options() {
    return CsvDataset.Options.defaults().withFormat(format());
  }

  /**
   * Returns the file's name of a column. A file without a header has columns called "column 1" and
   * so on; a configuration may leave the word out.
   */
  public String column(String name) {
    return column(format(), name);
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
  public String key() {
    return origin.key();
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
  public RowSource in(FileName other) {
    TableOrigin file = TableOrigin.of(other.existing("a CSV, Parquet or Arrow file"));
    List<String> names = file.columnNames(options());
    for (String needed : series.map(SeriesWindows::columns).orElseGet(this::needed)) {
      if (!names.contains(needed)) {
        throw noColumn(other.place(), file.name(), needed, names);
      }
    }
    return of(
        series.map(windows -> windows(file, windows)).orElse(file),
        ignored.stream().filter(name -> names.contains(column(name))).toList(),
        Optional.empty());
  }

  /** Returns the columns that are features or targets. */
  private List<String> needed() {
    Set<String> needed = new LinkedHashSet<>(featureColumns());
    target.forEach(name -> needed.add(column(name)));
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
    Stream.of(target, ignored, group.stream().toList())
        .flatMap(List::stream)
        .forEach(name -> others.add(column(name)));
    return origin.columnNames(options()).stream().filter(name -> !others.contains(name)).toList();
  }

  /** Checks that the columns exist, each in one role, and that features are left. */
  private void requireColumns(Section section) {
    List<String> names = origin.columnNames(options());
    Map<String, Key<?>> roles = new HashMap<>();
    claim(section, TARGET, target, names, roles);
    claim(section, KEYS.key("features"), features, names, roles);
    claim(section, KEYS.key("ignored"), ignored, names, roles);
    group.ifPresent(name -> requireGroup(section, column(name), names, roles));
    group.ifPresent(name -> roles.put(column(name), GROUP));
    if (window.isEmpty() && features.isEmpty() && roles.size() == names.size()) {
      throw new ConfigException(
          section.placeOf(ignored.isEmpty() ? TARGET : KEYS.key("ignored")),
          "no column of " + origin.name() + " is left for the features",
          "a column that is neither a target nor ignored");
    }
  }

  /** Gives columns the role of a key. */
  private void claim(
      Section section,
      Key<?> key,
      List<String> chosen,
      List<String> names,
      Map<String, Key<?>> roles) {
    for (String name : chosen) {
      String column = column(name);
      if (!names.contains(column)) {
        throw noColumn(section.placeOf(key), origin.name(), column, names);
      }
      Key<?> before = roles.putIfAbsent(column, key);
      if (before != null) {
        boolean isSame = before.equals(key);
        throw new ConfigException(
            section.placeOf(key),
            "the column '" + column + "' " + (isSame ? "stands here twice" : isToo(before)),
            isSame ? "each column once" : "columns other than the " + before.name());
      }
    }
  }

  private static String isToo(Key<?> role) {
    return "is a " + (role.equals(TARGET) ? "target" : "feature") + " too";
  }

  private void requireGroup(
      Section section, String column, List<String> names, Map<String, Key<?>> roles) {
    if (!names.contains(column)) {
      throw noColumn(section.placeOf(GROUP), origin.name(), column, names);
    }
    Key<?> role = roles.get(column);
    if (role != null && !role.equals(KEYS.key("ignored"))) {
      throw new ConfigException(
          section.placeOf(GROUP),
          "the column '" + column + "' " + isToo(role),
          "a column of its own, which a model would not know of new rows");
    }
  }

  /** Checks what is said of columns, and returns it with the names that the file gives them. */
  ColumnsConfig checked(ColumnsConfig columns, Section section) {
    ColumnsConfig own = columns.in(this);
    List<String> names = origin.columnNames(options());
    own.columns()
        .forEach(
            (name, column) -> {
              if (!names.contains(name)) {
                throw noColumn(column.place(), origin.name(), name, names);
              }
              String role =
                  isIn(target, name)
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
            ? "look at data.delimiter, which is " + format().delimiterName()
            : null);
  }

  /**
   * Checks the targets of a task.
   *
   * @param place of the targets
   */
  void requireTargets(LossKind loss, KeyPlace place) {
    String lossName = ValueType.spelling(loss);
    if (loss.task() != Task.REGRESSION) {
      if (series.isPresent()) {
        throw new ConfigException(
            place,
            "the loss " + lossName + " for a series of numbers",
            "mse, l1, huber, smooth_l1 or poisson_nll");
      }
      if (target.size() != 1) {
        throw new ConfigException(
            place, target.size() + " target columns for " + lossName, "one column with the class");
      }
      return;
    }
    if (series.isPresent()) {
      return;
    }
    for (String name : target) {
      String column = column(name);
      if (origin.isText(column, options())) {
        throw new ConfigException(
            place,
            "the column '" + column + "' holds text" + example(column),
            "numbers for the loss " + lossName,
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
