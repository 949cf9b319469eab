package dev.jacobian.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes predictions as CSV beside cells that are copied from the input with every character they
 * have there, quotes and spaces included.
 *
 * @param writer where to
 * @param delimiter between cells
 * @param lineEnd after each line
 * @param guardsFormulas whether text that a spreadsheet would take for a formula gets a quote in
 *     front: see OWASP, CSV Injection
 */
record PredictionWriter(Writer writer, char delimiter, String lineEnd, boolean guardsFormulas) {
  /** ASCII and the wide forms that some spreadsheets take for the same. */
  private static final String FORMULA_STARTS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20";

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+([.,]\\d*)*|[.,]\\d+)([eE][+-]?\\d+)?");

  /**
   * Writes a line.
   *
   * @param cells of which the first are copied as they stand in the input
   * @param kept how many these are
   */
  void write(List<String> cells, int kept) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        writer.write(delimiter);
      }
      String cell = cells.get(i);
      writer.write(i < kept ? copied(cell) : quoted(guarded(cell)));
    }
    writer.write(lineEnd);
  }

  /** Writes a line of names. */
  void writeNames(List<String> names) throws IOException {
    write(names, 0);
  }

  private String copied(String cell) {
    if (!guardsFormulas) {
      return cell;
    }
    String text = unquoted(cell.strip());
    return isFormula(text) ? quoted("'" + text) : cell;
  }

  private String guarded(String text) {
    return guardsFormulas && isFormula(text) ? "'" + text : text;
  }

  private static boolean isFormula(String text) {
    String start = text.stripLeading();
    boolean isHidden = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    boolean isShown = !start.isEmpty() && FORMULA_STARTS.indexOf(start.charAt(0)) >= 0;
    return (isHidden || isShown) && !NUMBER.matcher(text.strip()).matches();
  }

  private static String unquoted(String cell) {
    return cell.length() >= 2 && cell.startsWith("\"") && cell.endsWith("\"")
        ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"")
        : cell;
  }

  /** Returns a cell with quotes around it if it needs them. */
  private String quoted(String text) {
    boolean needsQuotes =
        text.indexOf(delimiter) >= 0
            || text.indexOf('"') >= 0
            || text.indexOf('\n') >= 0
            || text.indexOf('\r') >= 0
            || !text.equals(text.strip());
    return needsQuotes ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
  }
}
