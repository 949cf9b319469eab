package dev.jacobian.serve;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Writes predictions in the form of their request: an object, a list, or {@code {"predictions":
 * [...]}}. A row of a regression has its targets by name, one of a classification {@code class} and
 * {@code probabilities}. What JSON has no number for is null.
 */
final class PredictionJson {
  private final boolean isClassification;

  PredictionJson(boolean isClassification) {
    this.isClassification = isClassification;
  }

  byte[] write(RequestRows.Form form, List<RowPrediction> predictions) {
    return Json.bytes(
        json -> {
          switch (form) {
            case ONE -> row(json, predictions.get(0));
            case LIST -> list(json, predictions);
            case WRAPPED -> {
              json.writeStartObject();
              json.writeName("predictions");
              list(json, predictions);
              json.writeEndObject();
            }
          }
        });
  }

  private void list(JsonGenerator json, List<RowPrediction> predictions) {
    json.writeStartArray();
    predictions.forEach(prediction -> row(json, prediction));
    json.writeEndArray();
  }

  private void row(JsonGenerator json, RowPrediction prediction) {
    json.writeStartObject();
    if (!isClassification) {
      numbers(json, prediction.numbers());
    } else {
      json.writeStringProperty("class", prediction.label().orElse(null));
      json.writeObjectPropertyStart("probabilities");
      numbers(json, prediction.probabilities());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, Map<String, Double> numbers) {
    numbers.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            json.writeNumberProperty(name, value);
          } else {
            json.writeNullProperty(name);
          }
        });
  }
}
