package dev.jacobian.data.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says how a text would have to be read to be a number, if it looks like one. */
public final class NumberHint {
  private static final int LONGEST = 40;
  private static final Pattern MAY_BE_NUMBER = Pattern.compile("[-+]?[.,]?[0-9]");

  private NumberHint() {}

  /** Returns what to choose so that a cell is a number: {@code decimal ','}. */
  public static Optional<String> of(String cell, CsvFormat format) {
    if (!MAY_BE_NUMBER.matcher(cell).lookingAt()) {
      return Optional.empty();
    }
    List<String> choices = new ArrayList<>();
    for (char decimal : new char[] {'.', ','}) {
      if (decimal != format.decimal() && matches(cell, "[0-9]*" + quoted(decimal) + "?[0-9]+")) {
        choices.add("decimal '" + decimal + "'");
      }
      for (char thousands : new char[] {',', '.', ' ', '\'', '\u00a0', '\u202f', '\u2019'}) {
        String whole = "[0-9]{1,3}(" + quoted(thousands) + "[0-9]{3})+";
        if (thousands != decimal && matches(cell, whole + "(" + quoted(decimal) + "[0-9]*)?")) {
          choices.add(
              (decimal == format.decimal() ? "" : "decimal '" + decimal + "' and ")
                  + "thousands '"
                  + (thousands == '\u2019'
                      ? '\''
                      : Character.isSpaceChar(thousands) ? ' ' : thousands)
                  + "'");
        }
      }
    }
    return choices.stream().limit(2).reduce((first, second) -> first + ", or " + second);
  }

  private static String quoted(char literal) {
    return Pattern.quote(String.valueOf(literal));
  }

  private static boolean matches(String cell, String number) {
    return cell.length() <= LONGEST && cell.matches("[-+]?" + number + "([eE][-+]?[0-9]+)?");
  }
}
