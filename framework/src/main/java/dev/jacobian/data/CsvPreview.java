package dev.jacobian.data;

import dev.jacobian.shape.DType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The start of a CSV file.
 *
 * @param columnNames of all columns
 * @param firstRow the text of the first row's cells; empty if the file has no rows. It may have
 *     another length than the names
 * @param dtype what numbers are read as
 */
public record CsvPreview(List<String> columnNames, List<String> firstRow, DType dtype) {
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
    String cell = firstCell(column);
    byte[] bytes = (cell + '\n').getBytes(StandardCharsets.UTF_8);
    return !MissingValues.isMissing(cell)
        && new DecimalReader(dtype).read(bytes, 0) != bytes.length - 1;
  }

  /** Returns the text of a column's first cell; empty if there is none. */
  public String firstCell(String column) {
    int place = columnNames.indexOf(column);
    return place < 0 || place >= firstRow.size() ? "" : firstRow.get(place);
  }
}
