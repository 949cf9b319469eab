package dev.jacobian.models.pretrained;

import dev.jacobian.io.FileErrors;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object in a file, read by keys: one that is missing or null has the value that is given
 * with the key, one of another kind is an error that names file and key.
 */
public final class JsonFile {
  private final Path file;
  private final JsonNode content;

  private JsonFile(Path file, JsonNode content) {
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
      JsonNode content = JsonMapper.shared().readTree(Files.readAllBytes(file));
      if (!content.isObject()) {
        throw new FileFormatException(
            "'" + file + "' is " + kind(content) + " of JSON", "an object");
      }
      return new JsonFile(file, content);
    } catch (NoSuchFileException e) {
      throw new FileFormatException(
          "'" + file + "' does not exist", "a model's folder, which has this file", null, e);
    } catch (IOException e) {
      throw FileErrors.cannotRead(file, e);
    } catch (JacksonException e) {
      throw new FileFormatException(
          "'" + file + "' is not valid JSON: " + Brief.part(e.getOriginalMessage()),
          "a JSON object",
          null,
          e);
    }
  }

  private static String kind(JsonNode node) {
    return "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /** Returns which file this is. */
  public Path file() {
    return file;
  }

  /** Returns a whole number. */
  public int integer(String key, int otherwise) {
    return get(key, JsonNode::canConvertToInt, "a whole number", JsonNode::intValue, otherwise);
  }

  /** Returns a whole number, or none. */
  public OptionalInt integer(String key) {
    return get(
        key,
        JsonNode::canConvertToInt,
        "a whole number",
        node -> OptionalInt.of(node.intValue()),
        OptionalInt.empty());
  }

  /** Returns a number. */
  public double number(String key, double otherwise) {
    return get(key, JsonNode::isNumber, "a number", JsonNode::doubleValue, otherwise);
  }

  /** Returns a truth value. */
  public boolean flag(String key, boolean otherwise) {
    return get(key, JsonNode::isBoolean, "true or false", JsonNode::booleanValue, otherwise);
  }

  /** Returns a text. */
  public String text(String key, String otherwise) {
    return get(key, JsonNode::isString, "text", JsonNode::stringValue, otherwise);
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
    JsonNode node = content.path(key);
    if (!node.isObject() || !node.values().stream().allMatch(JsonNode::isString)) {
      throw wrong(key, kind(node), "an object of texts");
    }
    Map<String, String> texts = new TreeMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().stringValue()));
    return texts;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private <T> T get(
      String key,
      Predicate<JsonNode> fits,
      String expected,
      Function<JsonNode, T> value,
      T otherwise) {
    JsonNode node = content.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!fits.test(node)) {
      throw wrong(key, Brief.of(node.toString()), expected);
    }
    return value.apply(node);
  }

  /** Returns the error of a value that cannot be used. */
  public FileFormatException wrong(String key, String found, String expected) {
    return new FileFormatException("'" + file + "': " + key + " is " + found, expected);
  }
}
