package dev.jacobian.models.pretrained;

import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Json;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in a file, read by keys: one that is missing or null has the value that is given
 * with the key, one of another kind is an error that names file and key.
 */
public final class JsonFile {
  private final Path file;
  private final Map<String, @Nullable Object> content;

  private JsonFile(Path file, Map<String, @Nullable Object> content) {
    this.file = file;
    this.content = content;
  }

  /**
   * Reads a file.
   *
   * @throws FileFormatException if there is no such file, or it is not a JSON object
   */
  public static JsonFile read(Path file) {
    try {
      Object content = Json.read(Files.readString(file));
      if (!(content instanceof Map)) {
        throw new FileFormatException(
            "'" + file + "' is " + kind(content) + " of JSON", "an object");
      }
      return new JsonFile(file, members(content));
    } catch (NoSuchFileException e) {
      throw new FileFormatException(
          "'" + file + "' does not exist", "a model's folder, which has this file", null, e);
    } catch (IOException e) {
      throw FileErrors.cannotRead(file, e);
    } catch (IllegalArgumentException e) {
      throw new FileFormatException(
          "'" + file + "' is not valid JSON: " + Brief.part(String.valueOf(e.getMessage())),
          "a JSON object",
          null,
          e);
    }
  }

  private static String kind(@Nullable Object value) {
    return value instanceof List
        ? "a list"
        : value instanceof Map
            ? "an object"
            : value instanceof String
                ? "a text"
                : value instanceof Number ? "a number" : String.valueOf(value);
  }

  @SuppressWarnings("unchecked") // an object's names are text
  private static Map<String, @Nullable Object> members(Object object) {
    return (Map<String, @Nullable Object>) object;
  }

  /** Returns which file this is. */
  public Path file() {
    return file;
  }

  /** Returns a whole number. */
  public int integer(String key, int otherwise) {
    return integer(key).orElse(otherwise);
  }

  /** Returns a whole number, or none. */
  public OptionalInt integer(String key) {
    return get(key, JsonFile::whole, "a whole number")
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private static @Nullable Integer whole(Object value) {
    return value instanceof Number number && number.doubleValue() == number.intValue()
        ? number.intValue()
        : null;
  }

  /** Returns a number. */
  public double number(String key, double otherwise) {
    return get(key, Number.class, "a number").map(Number::doubleValue).orElse(otherwise);
  }

  /** Returns a truth value. */
  public boolean flag(String key, boolean otherwise) {
    return get(key, Boolean.class, "true or false").orElse(otherwise);
  }

  /** Returns a text. */
  public String text(String key, String otherwise) {
    return get(key, String.class, "text").orElse(otherwise);
  }

  /**
   * Returns one of several values by its name in lower case.
   *
   * @throws FileFormatException if the text is none of their names
   */
  public <E extends Enum<E>> E choice(String key, E otherwise) {
    List<E> values = List.of(otherwise.getDeclaringClass().getEnumConstants());
    String name = text(key, lower(otherwise));
    return values.stream()
        .filter(value -> lower(value).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    key,
                    "'" + Brief.of(name) + "'",
                    "one of " + values.stream().map(JsonFile::lower).toList()));
  }

  /** Returns an object of texts, by name. */
  public Map<String, String> texts(String key) {
    Object value = content.get(key);
    if (!(value instanceof Map<?, ?> map)
        || !map.values().stream().allMatch(String.class::isInstance)) {
      throw wrong(key, content.containsKey(key) ? kind(value) : "missing", "an object of texts");
    }
    Map<String, String> texts = new TreeMap<>();
    map.forEach((name, text) -> texts.put((String) name, (String) text));
    return texts;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private <T> Optional<T> get(String key, Class<T> type, String expected) {
    return get(key, value -> type.isInstance(value) ? type.cast(value) : null, expected);
  }

  /**
   * Returns a value, if there is one.
   *
   * @param as what it is taken as; null of what it cannot be taken as
   */
  private <T> Optional<T> get(String key, Function<Object, @Nullable T> as, String expected) {
    Object value = content.get(key);
    if (value == null) {
      return Optional.empty();
    }
    T taken = as.apply(value);
    if (taken == null) {
      throw wrong(key, Brief.of(Json.text(value)), expected);
    }
    return Optional.of(taken);
  }

  /** Returns the error of a value that cannot be used. */
  public FileFormatException wrong(String key, String found, String expected) {
    return new FileFormatException("'" + file + "': " + key + " is " + found, expected);
  }
}
