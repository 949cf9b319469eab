package dev.jacobian.trainers.predict;

import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Json;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.saved.KeptColumns;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.jr.ob.JSON;

/**
 * Predictions for JSON objects one after the other, usually one in each line. An object has the
 * value of each feature by its name: a number, a text, true or false, or null if it is missing.
 * Source: <a href="https://jsonlines.org">jsonlines.org</a>.
 */
public final class JsonLinesPrediction implements PredictionStream {
  private static final JSON READER =
      JSON.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(JSON.Feature.USE_BIG_DECIMAL_FOR_FLOATS, JSON.Feature.WRITE_NULL_PROPERTIES)
          .build();

  private final PendingRows pending;
  private final String name;
  private final JsonParser parser;
  private final KeptColumns kept;
  private final List<String> keptNames;
  private @Nullable Row next;

  /**
   * A row of the input.
   *
   * @param line where it starts
   */
  private record Row(long line, Map<String, @Nullable Object> values) {}

  private JsonLinesPrediction(
      PendingRows pending, String name, InputStream input, KeptColumns kept) {
    this.pending = pending;
    this.name = name;
    this.parser = READER.createParser(input);
    this.kept = kept;
    this.next = read();
    Row first = next;
    this.keptNames =
        !kept.all() ? kept.names() : first == null ? List.of() : List.copyOf(first.values.keySet());
  }

  /**
   * Opens a stream, of which the first row is read.
   *
   * @param name for errors
   * @param kept members that are copied beside the predictions; if all are, those of the first row
   * @throws DataException if the row cannot be read
   */
  public static JsonLinesPrediction of(
      Predictor predictor, String name, InputStream input, KeptColumns kept) {
    return new JsonLinesPrediction(predictor.pending(), name, input, kept);
  }

  /** Opens a stream of objects with a text each: see {@link TextPredictor#field}. */
  public static JsonLinesPrediction of(
      TextPredictor predictor, String name, InputStream input, KeptColumns kept) {
    return new JsonLinesPrediction(predictor.pending(), name, input, kept);
  }

  /**
   * Opens a file.
   *
   * @throws DataException if it cannot be read, or its first row cannot
   */
  public static JsonLinesPrediction of(Predictor predictor, Path file, KeptColumns kept) {
    return of(predictor, file.toString(), stream(file), kept);
  }

  /** Opens a file of objects with a text each. */
  public static JsonLinesPrediction of(TextPredictor predictor, Path file, KeptColumns kept) {
    return of(predictor, file.toString(), stream(file), kept);
  }

  private static InputStream stream(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new DataException(
          file + " cannot be read: " + FileErrors.reason(e), "a file that you may read", null, e);
    }
  }

  @Override
  public List<String> keptNames() {
    return keptNames;
  }

  @Override
  public TableForm form() {
    return TableForm.usual();
  }

  @Override
  public long forEach(Consumer<List<PredictedRow>> sink) {
    long count = 0;
    try (JsonParser closed = parser) {
      while (next != null) {
        count += batch(sink);
      }
    }
    return count;
  }

  /** Predicts the next rows. Those before one that cannot be used are given first. */
  private int batch(Consumer<List<PredictedRow>> sink) {
    List<List<KeptValue>> values = new ArrayList<>();
    DataException failed = null;
    try {
      for (Row row = next; row != null && values.size() < pending.most(); row = next) {
        List<KeptValue> copied = kept(row);
        add(row);
        values.add(copied);
        next = read();
      }
    } catch (DataException e) {
      failed = e;
    }
    List<Prediction> predictions = pending.predict();
    List<PredictedRow> rows = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      rows.add(new PredictedRow(values.get(i), predictions.get(i)));
    }
    if (!rows.isEmpty()) {
      sink.accept(rows);
    }
    if (failed != null) {
      throw failed;
    }
    return rows.size();
  }

  private @Nullable Row read() {
    long line = 0;
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return null;
      }
      line = parser.currentTokenLocation().getLineNr();
      if (token != JsonToken.START_OBJECT) {
        throw new DataException(
            at(line) + ": it is no JSON object",
            "an object for each row, such as {\"x\": 1.5}",
            token == JsonToken.START_ARRAY
                ? "write the objects without the brackets and commas of a list: jq -c '.[]'"
                : null,
            null);
      }
      return new Row(line, READER.mapFrom(parser));
    } catch (JacksonException e) {
      // Its place is that of the mistake; an error of reading has none.
      long place = e.getLocation() == null ? line : e.getLocation().getLineNr();
      throw new DataException(
          at(place) + ": this is not JSON: " + Brief.of(Json.reason(e)),
          "a JSON object for each row",
          null,
          e);
    }
  }

  private String at(long line) {
    return name + ", line " + line;
  }

  private void add(Row row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    row.values.forEach((key, value) -> values.put(key, javaValue(value)));
    try {
      pending.add(values);
    } catch (DataException e) {
      throw e.at(at(row.line));
    }
  }

  /** Returns a list or an object as its text. */
  private static @Nullable Object javaValue(@Nullable Object value) {
    return value instanceof Collection || value instanceof Map ? READER.asString(value) : value;
  }

  private static String text(Object value) {
    return value instanceof String text ? text : READER.asString(value);
  }

  private List<KeptValue> kept(Row row) {
    List<KeptValue> values = new ArrayList<>();
    for (String column : keptNames) {
      Object value = row.values.get(column);
      if (!row.values.containsKey(column) && !kept.all()) {
        throw new DataException(
            at(row.line) + ": the row has no '" + Brief.of(column) + "'",
            "one of " + Brief.of(row.values.keySet()),
            "look at --keep");
      }
      String cell = value == null ? "" : text(value);
      values.add(KeptValue.ofJson(cell, READER.asString(value)));
    }
    return values;
  }
}
