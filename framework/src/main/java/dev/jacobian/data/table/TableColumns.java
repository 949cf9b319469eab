package dev.jacobian.data.table;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.shape.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a file have which role.
 *
 * @param file for errors
 * @param names of all columns
 * @param features places of the inputs' columns
 * @param types of the features and then the targets
 * @param targets places of the targets' columns
 * @param texts places of the columns whose text is kept, whatever other role they have
 * @param rowWord what rows are counted by, for errors: {@code line} or {@code row}
 */
record TableColumns(
    String file,
    List<String> names,
    List<Integer> features,
    List<ColumnType> types,
    List<Integer> targets,
    List<Integer> texts,
    String rowWord) {
  /**
   * Finds the columns that were asked for.
   *
   * @throws DataException if one does not exist or has two roles, or no feature is left
   */
  static TableColumns choose(String file, List<String> names, CsvDataset.Options options) {
    @Nullable String[] roles = new @Nullable String[names.size()];
    List<Integer> targets = assign(file, names, options.targets(), "target", roles);
    assign(file, names, options.ignored(), "ignored", roles);
    List<Integer> features =
        options.features().isEmpty()
            ? IntStream.range(0, names.size()).filter(i -> roles[i] == null).boxed().toList()
            : assign(file, names, options.features(), "feature", roles);
    if (features.isEmpty()) {
      throw new DataException(
          file + ": no column is left for the features; the file has " + names,
          "at least one feature column");
    }
    return new TableColumns(
        file, names, features, types(file, names, features, options), targets, List.of(), "line");
  }

  private static List<ColumnType> types(
      String file, List<String> names, List<Integer> features, CsvDataset.Options options) {
    Set<String> chosen = features.stream().map(names::get).collect(Collectors.toSet());
    options
        .columnTypes()
        .forEach(
            (name, type) -> {
              if (!chosen.contains(name)) {
                // Fails in its own words if there is none at all.
                Column.named(name).resolve(file, names);
                throw new DataException(
                    file + ": column '" + name + "' is of type " + type.name() + ", but no feature",
                    "types of features",
                    "leave its type out");
              }
            });
    List<ColumnType> types = new ArrayList<>();
    for (int place : features) {
      types.add(options.columnTypes().getOrDefault(names.get(place), ColumnType.number()));
    }
    ColumnType target =
        options.classTarget() ? ColumnType.category(options.classNames()) : ColumnType.number();
    options.targets().forEach(any -> types.add(target));
    return types;
  }

  /** Returns, by their slots, where the categories of a file are collected that has open ones. */
  Map<Integer, FoundCategories> found() {
    Map<Integer, FoundCategories> found = new LinkedHashMap<>();
    for (int slot = 0; slot < types.size(); slot++) {
      if (TextColumn.isOpen(types.get(slot))) {
        int place =
            slot < features.size() ? features.get(slot) : targets.get(slot - features.size());
        found.put(slot, new FoundCategories(file + ", column '" + names.get(place) + "'"));
      }
    }
    return found;
  }

  /** Returns the types of features and targets with the names of the categories that were found. */
  List<ColumnType> types(Map<Integer, FoundCategories> found) {
    List<ColumnType> closed = new ArrayList<>(types);
    found.forEach(
        (slot, categories) -> {
          if (closed.get(slot) instanceof CategoryType open) {
            closed.set(slot, open.withNames(categories.names()));
          }
        });
    return closed;
  }

  /**
   * Returns the features.
   *
   * @param closed types, with the names of the categories
   */
  TableSchema schema(List<ColumnType> closed) {
    List<Feature> chosen = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      chosen.add(new Feature(names.get(features.get(i)), closed.get(i)));
    }
    return new TableSchema(chosen);
  }

  /**
   * Returns the names of the target's classes; none if it has none.
   *
   * @param closed types, with the names of the categories
   */
  static List<String> classNames(CsvDataset.Options options, List<ColumnType> closed) {
    return options.classTarget() && closed.get(closed.size() - 1) instanceof CategoryType classes
        ? classes.names()
        : List.of();
  }

  /**
   * Returns these columns with some whose text is kept.
   *
   * @throws DataException if one does not exist, or is chosen twice
   */
  TableColumns withTexts(List<Column> chosen) {
    List<Integer> places = chosen.stream().map(column -> column.resolve(file, names)).toList();
    Set<Integer> seen = new HashSet<>();
    for (int place : places) {
      if (!seen.add(place)) {
        throw new DataException(
            file + ": column '" + names.get(place) + "' is to be kept twice", "each column once");
      }
    }
    return new TableColumns(file, names, features, types, targets, places, rowWord);
  }

  /** Returns these columns of a source that has rows and no lines. */
  TableColumns inRows() {
    return new TableColumns(file, names, features, types, targets, texts, "row");
  }

  private static List<Integer> assign(
      String file,
      List<String> names,
      List<Column> columns,
      String role,
      @Nullable String[] roles) {
    List<Integer> places = new ArrayList<>();
    int next = 0;
    for (Column column : columns) {
      // Most often in the order of the file, which may have thousands.
      int place = column.isCalled(names, next) ? next : column.resolve(file, names);
      next = place + 1;
      if (roles[place] != null) {
        throw new DataException(
            file + ": column " + column + " is chosen as " + role + " and as " + roles[place],
            "one role for each column");
      }
      roles[place] = role;
      places.add(place);
    }
    return places;
  }

  List<String> featureNames() {
    return names(features);
  }

  List<String> names(List<Integer> places) {
    return places.stream().map(names::get).toList();
  }

  /** Returns the rows that were left out for each column. */
  DroppedRows dropped(long[] counts) {
    Map<String, Long> byColumn = new LinkedHashMap<>();
    for (int column = 0; column < counts.length; column++) {
      if (counts[column] > 0) {
        byColumn.put(names.get(column), counts[column]);
      }
    }
    return new DroppedRows(byColumn);
  }

  /** Returns the place of a cell for people: columns count from 1. */
  String where(long line, int column) {
    return file
        + (", " + rowWord + " " + line)
        + (", column " + (column + 1) + " '" + names.get(column) + "'");
  }

  /**
   * Returns the place of each column of the file among the features and then the targets, -1 for
   * columns that are not read.
   */
  int[] slots() {
    List<Integer> numbers = new ArrayList<>(features);
    numbers.addAll(targets);
    return slots(numbers);
  }

  /** Returns the place of each column of the file among the texts, -1 for the others. */
  int[] textSlots() {
    return slots(texts);
  }

  private int[] slots(List<Integer> places) {
    int[] slots = new int[names.size()];
    Arrays.fill(slots, -1);
    for (int i = 0; i < places.size(); i++) {
      slots[places.get(i)] = i;
    }
    return slots;
  }
}
