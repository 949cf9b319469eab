package dev.jacobian.data.text;

import dev.jacobian.io.Json;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A line of a file of JSON lines.
 *
 * @param where the file and the line, for errors
 * @param values what those fields say that were asked for and are there
 * @param names of all fields
 */
record JsonLine(String where, Map<String, Value> values, List<String> names) {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * A field.
   *
   * @param token what it is
   * @param text what it says
   */
  record Value(JsonToken token, String text) {}

  /**
   * Reads some fields.
   *
   * @throws DataException if the line is no JSON object
   */
  static JsonLine read(String where, String line, List<String> fields) {
    Map<String, Value> values = new HashMap<>();
    List<String> names = new ArrayList<>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw notAnObject(where, Brief.of(line), null);
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        names.add(name);
        JsonToken token = json.nextToken();
        if (fields.contains(name)) {
          values.put(name, new Value(token, json.getString()));
        }
        json.skipChildren();
      }
      if (json.nextToken() != null) {
        throw notAnObject(where, Brief.of(line), null);
      }
    } catch (JacksonException e) {
      throw notAnObject(where, Json.reason(e), e);
    }
    return new JsonLine(where, values, names);
  }

  /** Returns a field that is a text. */
  String text(String field) {
    Value value = value(field, "the text of the line under this name");
    if (value.token != JsonToken.VALUE_STRING) {
      throw is(field, value, "a text in quotes");
    }
    return value.text;
  }

  /** Returns a field that is the name of a class: a text, a number, true or false. */
  String label(String field) {
    Value value = value(field, "the class of the line under this name");
    boolean isBlank = value.token == JsonToken.VALUE_STRING && value.text.isBlank();
    if (!value.token.isScalarValue() || value.token == JsonToken.VALUE_NULL || isBlank) {
      throw is(field, isBlank ? new Value(value.token, "''") : value, "the name of a class");
    }
    return value.text;
  }

  private Value value(String field, String expected) {
    Value value = values.get(field);
    if (value == null) {
      throw new DataException(
          where + ": no '" + Brief.of(field) + "', but " + Brief.of(names), expected);
    }
    return value;
  }

  private DataException is(String field, Value value, String expected) {
    return new DataException(
        where + ": '" + Brief.of(field) + "' is " + Brief.of(value.text), expected);
  }

  private static DataException notAnObject(String where, String what, @Nullable Throwable cause) {
    return new DataException(
        where + ": " + what, "one JSON object, such as {\"text\": \"once\"}", null, cause);
  }
}
