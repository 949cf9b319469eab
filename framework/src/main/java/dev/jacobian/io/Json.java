package dev.jacobian.io;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.jr.ob.JSON;

/**
 * Whole texts of JSON as Java's lists, maps and records. Read strictly: a name that stands twice in
 * an object, something after the end, and a value of another type than asked for are errors. A
 * double is written as the shortest text that reads back as the same double, on every JDK; what
 * JSON has no number for is one of the strings {@code "NaN"}, {@code "Infinity"} and {@code
 * "-Infinity"}.
 */
public final class Json {
  private static final JSON PLAIN =
      JSON.builder(
              JsonFactory.builder()
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(JSON.Feature.WRITE_NULL_PROPERTIES)
          .build();
  private static final Pattern SOURCE =
      Pattern.compile(" ?\\((?:start marker )?at \\[Source: [^\\]]*\\]\\)");
  private static final JSON INDENTED = PLAIN.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Json() {}

  /**
   * Returns a value as one line.
   *
   * @param value a text, a number, a Boolean or null; or a list, a map by text, an {@code Optional}
   *     or a record of such values
   */
  public static String text(@Nullable Object value) {
    return PLAIN.asString(JsonTypes.plain(value));
  }

  /** Returns a value as {@link #text} does, with a line for each member of its objects. */
  public static String indented(@Nullable Object value) {
    return INDENTED.asString(JsonTypes.plain(value));
  }

  /**
   * Returns what a text holds: a map in its order, a list, a text, a number, a Boolean or null.
   *
   * @throws IllegalArgumentException if it is no JSON
   */
  public static @Nullable Object read(String json) {
    try (JsonParser parser = PLAIN.createParser(json)) {
      Object value = PLAIN.anyFrom(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("there is something after the end");
      }
      return value;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(reason(e), e);
    }
  }

  /** Returns why something is no JSON, without the parser's words for where it read. */
  public static String reason(JacksonException e) {
    return SOURCE.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
  }

  /**
   * Returns an object, whose values are as of {@link #read}.
   *
   * @throws IllegalArgumentException if the text holds something else
   */
  public static Map<String, @Nullable Object> object(String json) {
    return JsonTypes.members(read(json));
  }

  /**
   * Returns an object whose values are of one type.
   *
   * @param type {@code String}, {@code Boolean}, {@code Integer}, {@code Long}, {@code Double} or a
   *     record
   * @throws IllegalArgumentException if the text holds something else
   */
  public static <T> Map<String, T> object(Class<T> type, String json) {
    return JsonTypes.map(type, read(json));
  }

  /**
   * Returns a list whose elements are of one type.
   *
   * @param type as of {@link #object(Class, String)}
   * @throws IllegalArgumentException if the text holds something else
   */
  public static <T> List<T> list(Class<T> type, String json) {
    return JsonTypes.list(type, read(json));
  }

  /**
   * Returns an object as a record, whose components are the members of their names: of the types of
   * {@link #object(Class, String)}, lists, maps by text, and {@code Optional}s, which alone may be
   * missing. Other members are left out.
   *
   * @throws IllegalArgumentException if the text holds something else, or the record refuses it
   */
  public static <T extends Record> T record(Class<T> type, String json) {
    return record(type, object(json));
  }

  /** Returns a record as {@link #record(Class, String)} does, of an object that has been read. */
  public static <T extends Record> T record(Class<T> type, Map<String, @Nullable Object> object) {
    return type.cast(JsonTypes.of(type, object));
  }
}
