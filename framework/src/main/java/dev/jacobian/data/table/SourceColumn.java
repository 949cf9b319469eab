package dev.jacobian.data.table;

import dev.jacobian.shape.DataException;

/**
 * A column of a {@link TableSource}.
 *
 * @param name as the source names it
 * @param kind what its cells are
 * @param type the source's own word for its type, such as {@code decimal(10, 2)}, for errors
 */
public record SourceColumn(String name, Kind kind, String type) {
  /** What the cells of a column are. A cell of each may be missing. */
  public enum Kind {
    /** Numbers. */
    NUMBER,
    /** True as 1, false as 0. */
    BOOLEAN,
    /** Dates, or dates with a time, as seconds since 1970-01-01T00:00. */
    DATE,
    /** Text. */
    TEXT,
    /** What has no place in a row of numbers and labels: lists, structures, bytes. */
    OTHER;

    /** Returns whether a reader gives the cells as numbers. */
    public boolean isNumeric() {
      return this == NUMBER || this == BOOLEAN || this == DATE;
    }
  }

  /**
   * Checks that the column can be read.
   *
   * @param source for the error
   * @throws DataException if its cells are {@link Kind#OTHER}
   */
  public void requireReadable(String source) {
    if (kind == Kind.OTHER) {
      throw new DataException(
          source + ": the column '" + name + "' has the type " + type,
          "numbers, booleans, dates, times or text",
          "name it in ignored, or write it as columns of its own");
    }
  }
}
