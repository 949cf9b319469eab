package dev.jacobian.data.table;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.NumberHint;
import dev.jacobian.data.column.TextType;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;

/**
 * What can be wrong with the rows of a table, in words.
 *
 * @param columns of the file
 * @param options how it is read
 * @param firstLine the line of the row that has the length that all have
 */
record RowErrors(TableColumns columns, CsvDataset.Options options, long firstLine) {
  private static final int SHOWN = 40;
  private static final String CORRECT = "correct the cell";

  /** A row has more or fewer cells than the first. */
  DataException length(long line, int cells) {
    return new DataException(
        columns.file() + ", line " + line + ": the row has " + cells + " cells",
        columns.names().size() + ", as line " + firstLine + " has",
        "check the delimiter, which is "
            + options.format().delimiterName()
            + ", and put cells that contain it in quotes");
  }

  /** A value is missing and no policy says what to do. */
  DataException missing(long line, int column, String cell) {
    boolean isTarget = columns.targets().contains(column);
    boolean isLabel = isTarget && options.classTarget();
    boolean isText = typeOf(column) instanceof TextType;
    boolean isNeeded = isTarget || isText;
    String chosen =
        "fill it in, or choose missing values "
            + (isNeeded ? "DROP_ROW" : "NAN or DROP_ROW")
            + " (data.missing: "
            + (isNeeded ? "drop_row" : "mean or drop_row")
            + ") to go on without it"
            + ((isLabel || isText) && !cell.isEmpty()
                ? "; if it is a "
                    + (isText ? "text" : "label")
                    + ", leave it out of the missing markers (data.missingMarkers)"
                : "");
    String trained =
        "fill it in, or train with data.missing: mean, so that what is usual is filled in";
    return new DataException(
        columns.where(line, column)
            + ": the value is missing"
            + (cell.isEmpty() ? "" : ", the cell is '" + cell + "'"),
        isLabel ? "a class label" : typeOf(column).expected(),
        isText ? Fix.both(chosen) : fix(chosen, trained));
  }

  /** A cell is not a number, or not one of the type. */
  DataException number(long line, int column, String cell, boolean isTooLarge) {
    String shown = cell.length() <= SHOWN ? cell : cell.substring(0, SHOWN) + "...";
    String largest = options.dtype() == DType.FLOAT64 ? "1.8e308" : "3.4e38";
    return new DataException(
        columns.where(line, column) + ": the cell is '" + shown + "'",
        isTooLarge
            ? "a number that " + options.dtype() + " holds, up to " + largest
            : "a decimal number such as -1" + options.format().decimal() + "5 or 2e3",
        NumberHint.of(cell, options.format())
            .map(choice -> Fix.both("choose " + choice + " for numbers that are written so"))
            .orElseGet(
                () ->
                    columns.targets().contains(column)
                        ? Fix.both(CORRECT + ", or list the column as ignored or as class target")
                        : fix(CORRECT + ", or " + otherwise(column), CORRECT)));
  }

  /**
   * Returns what helps with a cell. By settings only what a trained model is to predict has no
   * targets, and how that is read was settled when it was trained.
   */
  private Fix fix(String chosen, String predicted) {
    return Fix.of(chosen, columns.targets().isEmpty() ? predicted : chosen);
  }

  /** A cell is none of its column's type. */
  DataException other(long line, int column, String cell) {
    ColumnType type = typeOf(column);
    boolean isLabel = columns.targets().contains(column);
    String problem =
        columns.where(line, column)
            + (isLabel ? ": the label is '" : ": the cell is '")
            + Brief.of(cell)
            + "'";
    if (isLabel || type instanceof CategoryType) {
      return new DataException(
          problem, type.expected(), isLabel ? null : type.fix().orElse(null), null);
    }
    String own = type.fix().orElse(CORRECT);
    return new DataException(problem, type.expected(), fix(own + ", or " + otherwise(column), own));
  }

  /** Returns what else can be done with a column that has a cell of another type. */
  private String otherwise(int column) {
    String name = columns.names().get(column).replace("'", "''");
    return "take the column as categories (data.columns: {'"
        + name
        + "': category}) or leave it out (data.ignored: ['"
        + name
        + "'])";
  }

  private ColumnType typeOf(int column) {
    int slot = columns.features().indexOf(column);
    return columns
        .types()
        .get(slot >= 0 ? slot : columns.features().size() + columns.targets().indexOf(column));
  }

  /** A file has no row that can be used. */
  static DataException noRows(String file, DroppedRows dropped) {
    return new DataException(
        file
            + (dropped.total() == 0
                ? ": the file has a header but no rows"
                : ": no row is left; " + dropped),
        "at least one row");
  }
}
