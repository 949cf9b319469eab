package dev.jacobian.trainers.predict;

import java.util.Optional;

/**
 * A value of the input that is copied beside a prediction.
 *
 * @param text what it says
 * @param cell how it stands in a CSV file, with every character that it has there; empty if it is
 *     of none
 * @param json how it stands in JSON; empty if it is of none
 */
public record KeptValue(String text, Optional<String> cell, Optional<String> json) {
  /** Returns a cell of a CSV file, as it stands there. */
  static KeptValue ofCell(String cell) {
    return new KeptValue(unquoted(cell.strip()), Optional.of(cell), Optional.empty());
  }

  /** Returns a value of JSON. */
  static KeptValue ofJson(String text, String json) {
    return new KeptValue(text, Optional.empty(), Optional.of(json));
  }

  private static String unquoted(String cell) {
    return cell.length() >= 2 && cell.startsWith("\"") && cell.endsWith("\"")
        ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"")
        : cell;
  }
}
