package dev.jacobian.trainers.record;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records as lines of JSON. A double is the shortest text that reads back as the same double, on
 * every JDK; what JSON has no number for is one of the strings {@code "NaN"}, {@code "Infinity"}
 * and {@code "-Infinity"}.
 */
final class RecordJson {
  private static final String STEP = "step";
  private static final String EPOCH = "epoch";
  private static final String VALIDATION = "validation";
  private static final String GRADIENT_NORM = "gradientNorm";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();
  private static final JsonMapper JSON = JsonMapper.builder(FACTORY).build();

  private RecordJson() {}

  static String line(StepRecord step) {
    return line(
        json -> {
          json.writeStringProperty("kind", STEP);
          json.writeNumberProperty("epoch", step.epoch());
          json.writeNumberProperty("step", step.step());
          json.writeNumberProperty("rows", step.rows());
          json.writeNumberProperty("loss", step.loss());
          json.writeNumberProperty("learningRate", step.learningRate());
          step.gradientNorm().ifPresent(norm -> json.writeNumberProperty(GRADIENT_NORM, norm));
        });
  }

  static String line(ScoreRecord scores) {
    return line(
        json -> {
          json.writeStringProperty("kind", scores.isEpochEnd() ? EPOCH : VALIDATION);
          json.writeNumberProperty("epoch", scores.epoch());
          json.writeNumberProperty("step", scores.step());
          json.writeNumberProperty("learningRate", scores.learningRate());
          json.writeObjectPropertyStart("scores");
          scores.scores().forEach(json::writeNumberProperty);
          json.writeEndObject();
        });
  }

  static String line(TimingRecord timing) {
    return line(
        json -> {
          json.writeNumberProperty("step", timing.step());
          json.writeNumberProperty("seconds", timing.seconds());
          json.writeNumberProperty("rowsPerSecond", timing.rowsPerSecond());
        });
  }

  /**
   * Returns the record in a line of the metrics file.
   *
   * @throws RuntimeException if there is none
   */
  static Object metric(String line) {
    JsonNode json = JSON.readTree(line);
    String kind = json.required("kind").asString();
    return switch (kind) {
      case STEP ->
          new StepRecord(
              json.required("epoch").intValue(),
              json.required("step").longValue(),
              json.required("rows").longValue(),
              number(json.required("loss")),
              number(json.required("learningRate")),
              json.has(GRADIENT_NORM)
                  ? OptionalDouble.of(number(json.required(GRADIENT_NORM)))
                  : OptionalDouble.empty());
      case EPOCH, VALIDATION ->
          new ScoreRecord(
              json.required("epoch").intValue(),
              json.required("step").longValue(),
              kind.equals(EPOCH),
              number(json.required("learningRate")),
              scores(json.required("scores")));
      default -> throw new IllegalArgumentException("the kind '" + kind + "' is unknown");
    };
  }

  /**
   * Returns the record in a line of the timing file.
   *
   * @throws RuntimeException if there is none
   */
  static TimingRecord timing(String line) {
    JsonNode json = JSON.readTree(line);
    return new TimingRecord(
        json.required("step").longValue(),
        number(json.required("seconds")),
        number(json.required("rowsPerSecond")));
  }

  private static Map<String, Double> scores(JsonNode json) {
    Map<String, Double> scores = new LinkedHashMap<>();
    json.properties().forEach(entry -> scores.put(entry.getKey(), number(entry.getValue())));
    return scores;
  }

  private static double number(JsonNode json) {
    if (json.isString()) {
      String text = json.stringValue();
      return switch (text) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> throw new IllegalArgumentException("'" + text + "' is not a number");
      };
    }
    return json.doubleValue();
  }

  private static String line(Consumer<JsonGenerator> properties) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      properties.accept(json);
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }
}
