package dev.jacobian.trainers.config.keys;

import java.util.List;

/**
 * What a key of the configuration came to be.
 *
 * @param value as text; {@value #NONE} if there is none
 * @param fallback what it would be if the key were left out
 * @param mayChange whether a run that is resumed may have another value than it began with
 */
public record Setting(String value, String fallback, boolean mayChange) {
  /** Stands for no value. */
  public static final String NONE = "none";

  /** Returns a value as text, the same for the same value however it is written. */
  public static String text(Object value) {
    if (value instanceof Enum<?> constant) {
      return ValueType.spelling(constant);
    }
    if (value instanceof Double number) {
      String text = number.toString();
      return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Setting::text).toList().toString();
    }
    return value.toString();
  }
}
