package dev.jacobian.data;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;

/**
 * Numbers in cells: an optional sign, decimal digits with an optional point, an optional exponent.
 */
final class CsvNumbers {
  private static final int SHOWN = 40;

  private CsvNumbers() {}

  /**
   * Returns the value of {@code dtype} that is nearest to the number.
   *
   * @throws DataException if the cell is not a number, or one too large
   */
  static double parse(CsvColumns columns, long line, int column, String cell, DType dtype) {
    if (!isDecimal(cell)) {
      throw bad(columns, line, column, cell, "a decimal number such as -1.5 or 2e3");
    }
    try {
      // Read as double and then narrowed, a number could be rounded twice.
      double value = dtype == DType.FLOAT64 ? Double.parseDouble(cell) : Float.parseFloat(cell);
      if (Double.isInfinite(value)) {
        String largest = dtype == DType.FLOAT64 ? "1.8e308" : "3.4e38";
        throw bad(
            columns, line, column, cell, "a number that " + dtype + " holds, up to " + largest);
      }
      return value;
    } catch (NumberFormatException e) {
      throw bad(columns, line, column, cell, "a decimal number such as -1.5 or 2e3");
    }
  }

  /**
   * Java reads more than numbers of data files: 1d, 0x1p3, Infinity. Those letters are refused
   * here.
   */
  private static boolean isDecimal(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return false;
      }
    }
    return true;
  }

  private static DataException bad(
      CsvColumns columns, long line, int column, String cell, String expected) {
    String shown = cell.length() <= SHOWN ? cell : cell.substring(0, SHOWN) + "...";
    return new DataException(
        columns.where(line, column) + ": the cell is '" + shown + "'",
        expected,
        "correct the cell, or list the column as ignored or as class target");
  }
}
