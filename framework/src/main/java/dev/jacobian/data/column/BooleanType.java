package dev.jacobian.data.column;

import java.util.Locale;
import java.util.Set;

/**
 * Truth values: 1 for true and 0 for false. As text they are {@code true} and {@code false}, {@code
 * yes} and {@code no}, {@code t} and {@code f}, {@code y} and {@code n}, in any case of letters, or
 * 1 and 0.
 */
public record BooleanType() implements ColumnType {
  private static final Set<String> TRUE = Set.of("true", "t", "yes", "y");
  private static final Set<String> FALSE = Set.of("false", "f", "no", "n");

  @Override
  public String name() {
    return "boolean";
  }

  @Override
  public double raw(Object value) {
    if (value instanceof Boolean isTrue) {
      return isTrue ? 1 : 0;
    }
    if (!(value instanceof Number)) {
      String word = value.toString().strip().toLowerCase(Locale.ROOT);
      if (TRUE.contains(word) || FALSE.contains(word)) {
        return TRUE.contains(word) ? 1 : 0;
      }
    }
    double number = ColumnType.number().raw(value);
    return number == 0 || number == 1 ? number + 0.0 : Double.NaN;
  }

  @Override
  public String text(double raw) {
    return raw == 0 ? "false" : "true";
  }

  @Override
  public String expected() {
    return "true or false (or yes and no, t and f, y and n, 1 and 0)";
  }
}
