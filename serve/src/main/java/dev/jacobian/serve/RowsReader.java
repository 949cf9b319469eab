package dev.jacobian.serve;

import dev.jacobian.data.column.TableSchema;
import dev.jacobian.shape.Brief;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the rows of a request. The body is one of
 *
 * <pre>
 * {"x": 1.5, "color": "red"}                  one row
 * [{"x": 1.5, "color": "red"}, ...]           rows
 * {"rows": [{"x": 1.5, "color": "red"}, ...]} rows
 * {"inputs": [[1.5, 0.25], ...]}              rows as numbers, in the order of the features
 * </pre>
 *
 * Cells are text, numbers, booleans or null. What is no JSON is a 400, what is no row a 422.
 */
final class RowsReader {
  private static final String ROWS = "rows";
  private static final String INPUTS = "inputs";
  private static final String FORMS =
      "{\"column\": value, ...}, [{...}, ...], {\"rows\": [{...}, ...]} or {\"inputs\": [[...],"
          + " ...]}";
  private static final Json.Form FORM =
      new Json.Form("the rows", FORMS, "put the rows into one list");

  private final RowReader row;
  private final int maxRows;

  RowsReader(TableSchema schema, int maxRows) {
    this.row = new RowReader(schema);
    this.maxRows = maxRows;
  }

  /** Returns whether a name stands for all rows where it has a list. */
  static boolean isForm(String name) {
    return name.equals(ROWS) || name.equals(INPUTS);
  }

  /**
   * Reads a body.
   *
   * @throws RequestException if it does not hold rows
   */
  RequestRows read(byte[] body, int length) {
    return Json.document(body, length, FORM, this::document);
  }

  private RequestRows document(JsonParser json) {
    JsonToken first = json.nextToken();
    if (first == JsonToken.START_ARRAY) {
      return new RequestRows(RequestRows.Form.LIST, all(json, this::named));
    }
    if (first != JsonToken.START_OBJECT) {
      throw wrongForm(first);
    }
    JsonToken value = firstValue(json);
    if (value == JsonToken.START_ARRAY && isForm(json.currentName())) {
      String name = json.currentName();
      List<double[]> rows = all(json, name.equals(ROWS) ? this::named : row::listed);
      requireAlone(json, name);
      return new RequestRows(RequestRows.Form.WRAPPED, rows);
    }
    return new RequestRows(RequestRows.Form.ONE, List.of(row.named(json, value)));
  }

  private static @Nullable JsonToken firstValue(JsonParser json) {
    return json.nextToken() == JsonToken.PROPERTY_NAME ? json.nextToken() : null;
  }

  private double[] named(JsonParser json, JsonToken token) {
    if (token != JsonToken.START_OBJECT) {
      throw wrongForm(token);
    }
    return row.named(json, firstValue(json));
  }

  private interface OneRow {
    double[] read(JsonParser json, JsonToken token);
  }

  private List<double[]> all(JsonParser json, OneRow one) {
    List<double[]> rows = new ArrayList<>();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (rows.size() == maxRows) {
        throw new RequestException(
            Answer.TOO_LARGE,
            "more than " + maxRows + " rows",
            "at most " + maxRows + " in a request",
            "send them in several requests, or raise the server's --max-rows");
      }
      try {
        rows.add(one.read(json, token));
      } catch (RequestException e) {
        throw e.inRow(rows.size());
      }
    }
    return rows;
  }

  private static void requireAlone(JsonParser json, String name) {
    if (json.nextToken() != JsonToken.END_OBJECT) {
      throw new RequestException(
          Answer.UNPROCESSABLE,
          "'" + Brief.of(json.currentName()) + "' beside '" + name + "'",
          "'" + name + "' alone",
          "put columns into the rows");
    }
  }

  private static RequestException wrongForm(@Nullable JsonToken token) {
    return new RequestException(Answer.UNPROCESSABLE, RowReader.describe(token), FORMS, null);
  }
}
