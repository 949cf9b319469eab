package dev.jacobian.trainers.saved;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnGuess;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.DateType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.NumberType;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.TableDataset;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.data.ColumnsConfig;
import dev.jacobian.trainers.config.data.TableOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out what the columns of a table are of which the configuration says nothing. */
public final class ColumnTypes {
  /** An input for each of more categories than these is hardly what anybody wants. */
  private static final int MOST_CATEGORIES = 1000;

  private static final int SHOWN = 5;

  private ColumnTypes() {}

  /**
   * Returns the types of the features: of a CSV file those that are more than numbers, of another
   * table, which has types of its own, all.
   *
   * @param options how the table is read
   * @throws DataException if a column of a CSV file has text that hardly two rows share
   */
  static Map<String, ColumnType> of(
      TableOrigin origin, CsvDataset.Options options, ColumnsConfig columns) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    if (origin.source().isPresent()) {
      TableDataset.types(origin.source().get(), options)
          .forEach(
              (name, type) ->
                  types.put(name, columns.type(name).orElseGet(() -> columns.guessed(type))));
      return types;
    }
    Path file = origin.file().orElseThrow();
    CsvDataset.guess(file, options)
        .forEach(
            (name, guess) -> {
              ColumnType type =
                  columns
                      .type(name)
                      .orElseGet(() -> columns.guessed(requireShared(file, name, guess)));
              if (!(type instanceof NumberType)) {
                types.put(name, type);
              }
            });
    return types;
  }

  private static ColumnType requireShared(Path file, String name, ColumnGuess guess) {
    if (guess.isFreeText()) {
      throw new DataException(
          file
              + ": the column '"
              + Brief.of(name)
              + "' has text, "
              + guess.different()
              + " different ones in the first "
              + guess.rows()
              + " rows, such as '"
              + Brief.of(guess.example())
              + "'",
          "numbers, dates, or categories that many rows share",
          fix(name));
    }
    return guess.type();
  }

  private static String fix(String name) {
    String quoted = "'" + name.replace("'", "''") + "'";
    return "leave it out with data.ignored: ["
        + quoted
        + "], take it for the text of each row with data.field: "
        + quoted
        + ", or take each text for a category with data.columns: {"
        + quoted
        + ": category}";
  }

  /**
   * Checks that columns of which nothing is said have no more categories than anybody wants.
   *
   * @throws DataException that names the first that has
   */
  public static void requireFew(TableSchema schema, ColumnsConfig columns) {
    for (Feature feature : schema.features()) {
      if (feature.type() instanceof CategoryType categories
          && categories.names().size() > MOST_CATEGORIES
          && columns.type(feature.name()).isEmpty()) {
        throw new DataException(
            "the column '"
                + Brief.of(feature.name())
                + "' has text, "
                + categories.names().size()
                + " different ones",
            "at most " + MOST_CATEGORIES + " categories, unless the configuration asks for them",
            fix(feature.name()));
      }
    }
  }

  /** Returns a line on the columns that were taken for more than numbers by themselves. */
  public static List<String> notes(TableSchema schema, ColumnsConfig columns) {
    List<String> found = new ArrayList<>();
    for (Feature feature : schema.features()) {
      if (!(feature.type() instanceof NumberType) && columns.type(feature.name()).isEmpty()) {
        found.add("'" + feature.name() + "' as " + described(feature.type()));
      }
    }
    if (found.isEmpty()) {
      return List.of();
    }
    int more = found.size() - SHOWN;
    return List.of(
        "took "
            + String.join(", ", found.subList(0, Math.min(SHOWN, found.size())))
            + (more > 0 ? " and " + more + " more" : "")
            + "; data.columns can say otherwise");
  }

  private static String described(ColumnType type) {
    return type instanceof CategoryType categories
        ? "one of " + categories.names().size() + " categories"
        : type instanceof DateType ? "a date" : "true or false";
  }
}
