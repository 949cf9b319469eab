package dev.jacobian.serve;

import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.JacobianException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one row of a request as raw numbers: an object of named cells, or a list of numbers. */
final class RowReader {
  private final TableSchema schema;
  private final Map<String, Integer> places = new HashMap<>();

  RowReader(TableSchema schema) {
    this.schema = schema;
    List<String> names = schema.names();
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
  }

  /**
   * Reads an object to its end.
   *
   * @param value the value of the first property, which is the parser's token; null for an object
   *     without properties
   */
  double[] named(JsonParser json, @Nullable JsonToken value) {
    double[] row = new double[schema.size()];
    BitSet given = new BitSet(row.length);
    JsonToken cell = value;
    while (cell != null) {
      String name = json.currentName();
      Integer place = places.get(name);
      if (place == null) {
        throw unknown(name, cell);
      }
      row[place] = raw(schema.features().get(place), json, cell);
      given.set(place);
      cell = json.nextToken() == JsonToken.PROPERTY_NAME ? json.nextToken() : null;
    }
    if (given.cardinality() < row.length) {
      throw missing(given);
    }
    return row;
  }

  private static double raw(Feature feature, JsonParser json, JsonToken cell) {
    try {
      return feature.raw(
          switch (cell) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json);
            default ->
                throw new RequestException(
                    Answer.UNPROCESSABLE,
                    "the feature '" + Brief.of(feature.name()) + "' is " + describe(cell),
                    feature.type().expected(),
                    null);
          });
    } catch (JacobianException e) {
      throw RequestException.of(e);
    }
  }

  private RequestException unknown(String name, JsonToken cell) {
    boolean isForm = RowsReader.isForm(name) && cell == JsonToken.START_ARRAY;
    return new RequestException(
        Answer.UNPROCESSABLE,
        "the column '" + Brief.of(name) + "', which the model does not know",
        "the columns " + Brief.of(schema.names()),
        isForm
            ? "send \"" + name + "\" alone, without columns beside it"
            : "leave it out, or correct its name");
  }

  private RequestException missing(BitSet given) {
    List<String> absent = new ArrayList<>();
    for (int i = given.nextClearBit(0); i < schema.size(); i = given.nextClearBit(i + 1)) {
      absent.add(schema.names().get(i));
    }
    return new RequestException(
        Answer.UNPROCESSABLE,
        "a row without the columns " + Brief.of(absent),
        "a value for each of " + Brief.of(schema.names()),
        "give null for a value that is missing");
  }

  /**
   * Reads a list of all features' numbers to its end. It may hold lists, as an image holds lines of
   * pixels.
   */
  double[] listed(JsonParser json, JsonToken first) {
    int width = schema.size();
    if (first != JsonToken.START_ARRAY) {
      throw new RequestException(
          Answer.UNPROCESSABLE, describe(first), "a list of " + width + " numbers", null);
    }
    double[] row = new double[width];
    int count = 0;
    int depth = 1;
    while (depth > 0) {
      JsonToken token = json.nextToken();
      switch (token) {
        case START_ARRAY -> depth++;
        case END_ARRAY -> depth--;
        case VALUE_NULL, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          if (count < width) {
            row[count] = token == JsonToken.VALUE_NULL ? Double.NaN : number(json).doubleValue();
          }
          count++;
        }
        default ->
            throw new RequestException(
                Answer.UNPROCESSABLE,
                describe(token) + " for the feature number " + count,
                "a number, or null for a missing value",
                "send rows that hold text as objects: {\"rows\": [{...}, ...]}");
      }
    }
    if (count != width) {
      throw new RequestException(
          Answer.UNPROCESSABLE,
          "a list of " + count + " numbers",
          width + ", one for each feature",
          "GET /model lists the features in their order");
    }
    return row;
  }

  private static Number number(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return json.getLongValue();
    }
    double value = json.getDoubleValue();
    if (Double.isInfinite(value)) {
      throw new RequestException(
          Answer.UNPROCESSABLE,
          "the number " + Brief.of(json.getString()),
          "one that a double holds, up to 1.8e308",
          null);
    }
    return value;
  }

  /** Returns what a value is, for errors. */
  static String describe(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_ARRAY -> "a list";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> "text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      default -> token.toString();
    };
  }
}
