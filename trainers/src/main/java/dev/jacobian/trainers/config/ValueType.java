package dev.jacobian.trainers.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the value of a key may be: reads it from a node, or says what was expected. */
interface ValueType<T> {
  /**
   * Returns the value, or null if the node does not hold one of this type.
   *
   * @throws ConfigException if a part of the node is wrong, with that part's place
   */
  @Nullable T read(YamlNode node);

  /** Returns what is expected, for errors and for the reference: "a number above 0". */
  String expected();

  /** Returns the value or fails with what was expected. */
  default T require(YamlNode node) {
    T value = read(node);
    if (value == null) {
      throw new ConfigException(node.place(), "the value is " + node.describe(), expected());
    }
    return value;
  }

  /** Makes a type from its two parts. */
  static <T> ValueType<T> of(String expected, Reader<T> reader) {
    return new ValueType<>() {
      @Override
      public @Nullable T read(YamlNode node) {
        return reader.read(node);
      }

      @Override
      public String expected() {
        return expected;
      }
    };
  }

  /** Reads a value, or returns null. */
  interface Reader<T> {
    @Nullable T read(YamlNode node);
  }

  /** A whole number in [min, max]. */
  static ValueType<Integer> integer(int min, int max) {
    String range = max == Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
    return of(
        "a whole number " + range,
        node -> {
          Object value = scalar(node);
          return value instanceof Long number && number >= min && number <= max
              ? number.intValue()
              : null;
        });
  }

  /** Any 64-bit whole number. */
  static ValueType<Long> anyLong() {
    return of("a whole number", node -> scalar(node) instanceof Long number ? number : null);
  }

  /** A finite number in [min, max). */
  static ValueType<Double> numberFrom(double min, double below) {
    return number(
        below == Double.POSITIVE_INFINITY
            ? "a number of at least " + plain(min)
            : "a number of at least " + plain(min) + " and below " + plain(below),
        min,
        below,
        true);
  }

  /** A finite number in (min, max). */
  static ValueType<Double> numberAbove(double min) {
    return number("a number above " + plain(min), min, Double.POSITIVE_INFINITY, false);
  }

  private static ValueType<Double> number(
      String expected, double min, double below, boolean minIncluded) {
    return of(
        expected,
        node -> {
          Object value = scalar(node);
          if (value instanceof Long || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            boolean aboveMin = minIncluded ? number >= min : number > min;
            return aboveMin && number < below ? number : null;
          }
          return null;
        });
  }

  /** {@code true} or {@code false}. */
  static ValueType<Boolean> bool() {
    return of("true or false", node -> scalar(node) instanceof Boolean value ? value : null);
  }

  /** Text that is not blank. A number is taken as its digits, since a column may be called 1. */
  static ValueType<String> text() {
    return of("text", ValueType::textOf);
  }

  /** Text of exactly one character. */
  static ValueType<Character> character() {
    return of(
        "one character",
        node ->
            scalar(node) instanceof String text && text.length() == 1
                ? (Character) text.charAt(0)
                : null);
  }

  /** One of the constants of an enum, spelled in lower case. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    E[] constants = type.getEnumConstants();
    return of(
        "one of "
            + Arrays.stream(constants).map(ValueType::spelling).collect(Collectors.joining(", ")),
        node -> {
          Object value = scalar(node);
          for (E constant : constants) {
            if (value instanceof String text && spelling(constant).equals(text)) {
              return constant;
            }
          }
          return null;
        });
  }

  /** A list; a single value stands for a list of one. */
  static <T> ValueType<List<T>> listOf(ValueType<T> element, String expected) {
    return of(
        expected,
        node -> {
          if (node instanceof YamlNode.Mapping
              || (node instanceof YamlNode.Scalar s && s.value() == null)) {
            return null;
          }
          List<T> values = new ArrayList<>();
          for (YamlNode item :
              node instanceof YamlNode.Sequence list ? list.items() : List.of(node)) {
            values.add(element.require(item));
          }
          return List.copyOf(values);
        });
  }

  /** Returns how a configuration spells an enum constant. */
  static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object scalar(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar ? scalar.value() : null;
  }

  private static @Nullable String textOf(YamlNode node) {
    Object value = scalar(node);
    if (value == null || value instanceof Boolean) {
      return null;
    }
    String text = String.valueOf(value);
    return text.isBlank() ? null : text;
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }
}
