package dev.jacobian.data.table;

import dev.jacobian.data.column.CellText;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.column.NumberHint;
import dev.jacobian.shape.DType;
import java.util.List;
import java.util.Optional;

/**
 * The start of a CSV file.
 *
 * @param columnNames of all columns
 * @param renamed what was done about a name that occurs more than once, if one does
 * @param firstRow the text of the first row's cells; empty if the file has no rows. It may have
 *     another length than the names
 * @param format how the file is written, with the delimiter that it names itself, if it does
 */
public record CsvPreview(
    List<String> columnNames, Optional<String> renamed, List<String> firstRow, CsvFormat format) {
  /** Copies the lists. */
  public CsvPreview {
    columnNames = List.copyOf(columnNames);
    firstRow = List.copyOf(firstRow);
  }

  /**
   * Returns whether a column's first cell is text: neither a number nor a sign of a missing value.
   *
   * @param column one of the names
   */
  public boolean isText(String column) {
    return new CellText(format, DType.FLOAT64).read(firstCell(column)) == CellText.Kind.TEXT;
  }

  /**
   * Returns what to choose so that a column's first cell is a number, if it looks like one: {@code
   * decimal ','}.
   */
  public Optional<String> numberHint(String column) {
    return NumberHint.of(firstCell(column), format);
  }

  /** Returns the text of a column's first cell; empty if there is none. */
  public String firstCell(String column) {
    int place = columnNames.indexOf(column);
    return place < 0 || place >= firstRow.size() ? "" : firstRow.get(place);
  }
}
