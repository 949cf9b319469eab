package dev.jacobian.trainers.config.keys;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.trainers.ValidationInterval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the value of a key may be: reads it from a node, or says what was expected. */
public interface ValueType<T> {
  /**
   * Returns the value, or null if the node does not hold one of this type.
   *
   * @throws ConfigException if a part of the node is wrong, with that part's place
   */
  @Nullable T read(YamlNode node);

  /** Returns what is expected, for errors and for the reference: "a number above 0". */
  String expected();

  /** Returns what was probably meant by a node that does not hold a value of this type. */
  default Optional<String> meant(YamlNode node) {
    return Optional.empty();
  }

  /** Returns a value as JSON has it. */
  default Object written(T value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ValueType::plain).toList();
    }
    return plain(value);
  }

  private static Object plain(Object value) {
    boolean isPlain =
        value instanceof Number || value instanceof Boolean || value instanceof String;
    return isPlain ? value : Setting.text(value);
  }

  /** Returns the value or fails with what was expected. */
  default T require(YamlNode node) {
    return require(read(node), node);
  }

  /** Returns a value that was read from a node, or fails with what was expected. */
  default T require(@Nullable T value, YamlNode node) {
    if (value == null) {
      throw new ConfigException(
          node.place(),
          "the value is " + node.describe(),
          expected(),
          meant(node).map(Suggestion::question).orElse(null));
    }
    return value;
  }

  /** Makes a type from its two parts. */
  static <T> ValueType<T> of(String expected, Reader<T> reader) {
    return of(expected, reader, text -> Optional.empty());
  }

  /**
   * Makes a type.
   *
   * @param meant returns what was probably meant by the text of a value of another type
   */
  static <T> ValueType<T> of(
      String expected, Reader<T> reader, Function<String, Optional<String>> meant) {
    return new ValueType<>() {
      @Override
      public @Nullable T read(YamlNode node) {
        return reader.read(node);
      }

      @Override
      public String expected() {
        return expected;
      }

      @Override
      public Optional<String> meant(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar
            ? meant.apply(scalar.text())
            : Optional.empty();
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
          if (max == Integer.MAX_VALUE
              && value instanceof Number number
              && number.doubleValue() > max) {
            throw new ConfigException(
                node.place(), "the value is " + node.describe(), "a whole number up to " + max);
          }
          return value instanceof Long number && number >= min && number <= max
              ? number.intValue()
              : null;
        });
  }

  /** Any 64-bit whole number. */
  static ValueType<Long> anyLong() {
    return of("a whole number", node -> scalar(node) instanceof Long number ? number : null);
  }

  /** A finite number in the range of an option. */
  static ValueType<Double> number(Option range) {
    return number("a number" + limits(range), number -> OptionRanges.isIn(range, number));
  }

  private static String limits(Option range) {
    List<String> limits = new ArrayList<>();
    if (range.min() > Double.NEGATIVE_INFINITY) {
      limits.add("of at least " + OptionRanges.plain(range.min()));
    }
    if (range.above() > Double.NEGATIVE_INFINITY) {
      limits.add("above " + OptionRanges.plain(range.above()));
    }
    if (range.max() < Double.POSITIVE_INFINITY) {
      limits.add("at most " + OptionRanges.plain(range.max()));
    }
    if (range.below() < Double.POSITIVE_INFINITY) {
      limits.add("below " + OptionRanges.plain(range.below()));
    }
    return limits.isEmpty() ? "" : " " + String.join(" and ", limits);
  }

  /** A finite number. */
  static ValueType<Double> finite() {
    return number("a number", number -> true);
  }

  /** A finite number of at least 0. */
  static ValueType<Double> notNegative() {
    return number("a number of at least 0", number -> number >= 0);
  }

  /** A finite number above 0. */
  static ValueType<Double> positive() {
    return number("a number above 0", number -> number > 0);
  }

  private static ValueType<Double> number(String expected, DoublePredicate isIn) {
    return of(
        expected,
        node -> {
          Object value = scalar(node);
          if (value instanceof Long || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) && isIn.test(number) ? number : null;
          }
          return null;
        });
  }

  /** {@code true} or {@code false}; also with capitals, as YAML 1.2 has it. */
  static ValueType<Boolean> bool() {
    return of(
        "true or false",
        node -> {
          Object value = scalar(node);
          return value instanceof Boolean truth
              ? truth
              : truth(Map.of("true", true, "false", false), String.valueOf(value));
        },
        text ->
            Optional.ofNullable(
                    truth(
                        Map.of(
                            "yes", true, "on", true, "1", true, "no", false, "off", false, "0",
                            false),
                        text))
                .map(String::valueOf));
  }

  private static @Nullable Boolean truth(Map<String, Boolean> words, String text) {
    return words.get(text.toLowerCase(Locale.ROOT));
  }

  /** A number of batches; {@code true} stands for 1, {@code false} for none. */
  static ValueType<Integer> batches() {
    ValueType<Integer> number = integer(0, Integer.MAX_VALUE);
    return of(
        "true, false, or " + number.expected(),
        node -> {
          Boolean truth = bool().read(node);
          return truth == null ? number.read(node) : Integer.valueOf(truth ? 1 : 0);
        });
  }

  /** A time with its unit, above 0: {@code 30s}, {@code 10m}, {@code 1.5h}. */
  static ValueType<Duration> duration() {
    return of(
        "a time above 0 with a unit out of "
            + String.join(", ", DurationText.units())
            + ", such as 30s or 2h",
        node -> node instanceof YamlNode.Scalar scalar ? DurationText.parse(scalar.text()) : null,
        DurationText::meant);
  }

  /** A number of epochs or steps: {@code 2}, {@code 2 epochs}, {@code 500 steps}. */
  static ValueType<ValidationInterval> interval() {
    return of(
        "a number of at least 1 with the unit epochs or steps, such as 500 steps; without a unit, epochs",
        node -> node instanceof YamlNode.Scalar scalar ? IntervalText.parse(scalar.text()) : null,
        IntervalText::meant);
  }

  /** Text that is not blank. A number is taken as it is written, since a column may be called 1. */
  static ValueType<String> text() {
    return of("text", ValueType::textOf);
  }

  /** The name of a column: text that may be empty, since a header may leave a cell empty. */
  static ValueType<String> columnName() {
    return of(
        "text",
        node ->
            node instanceof YamlNode.Scalar scalar && "".equals(scalar.value())
                ? ""
                : textOf(node));
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
        },
        text ->
            Suggestion.nearest(text, Arrays.stream(constants).map(ValueType::spelling).toList()));
  }

  /** One of some words. */
  static ValueType<String> word(List<String> words) {
    return of(
        "one of " + String.join(", ", words),
        node -> scalar(node) instanceof String text && words.contains(text) ? text : null,
        text -> Suggestion.nearest(text, words));
  }

  /** A type of floating-point numbers. */
  static ValueType<DType> floating() {
    List<String> names = List.of(DType.FLOAT32.toString(), DType.FLOAT64.toString());
    return of(
        "one of " + String.join(", ", names),
        node ->
            scalar(node) instanceof String text && names.contains(text) ? DType.parse(text) : null,
        text -> Suggestion.nearest(text, names));
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

  /** A list with at least one value; a single value stands for a list of one. */
  static <T> ValueType<List<T>> someOf(ValueType<T> element, String expected) {
    ValueType<List<T>> any = listOf(element, expected);
    return of(
        expected,
        node -> {
          List<T> values = any.read(node);
          return values == null || values.isEmpty() ? null : values;
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
    if (!(node instanceof YamlNode.Scalar scalar) || value == null || value instanceof Boolean) {
      return null;
    }
    return scalar.text().isBlank() ? null : scalar.text();
  }
}
