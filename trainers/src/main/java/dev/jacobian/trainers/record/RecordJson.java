package dev.jacobian.trainers.record;

import dev.jacobian.io.Json;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

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
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

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

  /** What a line of a step holds. */
  private record StepLine(
      int epoch,
      long step,
      long rows,
      double loss,
      double learningRate,
      Optional<Double> gradientNorm) {
    StepRecord read() {
      return new StepRecord(
          epoch,
          step,
          rows,
          loss,
          learningRate,
          gradientNorm.map(OptionalDouble::of).orElse(OptionalDouble.empty()));
    }
  }

  /** What a line of scores holds. */
  private record ScoreLine(int epoch, long step, double learningRate, Map<String, Double> scores) {}

  /**
   * Returns the record in a line of the metrics file.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Object metric(String line) {
    Map<String, @Nullable Object> json = Json.object(line);
    Object kind = json.get("kind");
    if (STEP.equals(kind)) {
      return Json.record(StepLine.class, json).read();
    }
    if (EPOCH.equals(kind) || VALIDATION.equals(kind)) {
      ScoreLine scores = Json.record(ScoreLine.class, json);
      return new ScoreRecord(
          scores.epoch, scores.step, EPOCH.equals(kind), scores.learningRate, scores.scores);
    }
    throw new IllegalArgumentException("the kind '" + kind + "' is unknown");
  }

  /**
   * Returns the record in a line of the timing file.
   *
   * @throws IllegalArgumentException if there is none
   */
  static TimingRecord timing(String line) {
    return Json.record(TimingRecord.class, line);
  }

  private static String line(Consumer<JsonGenerator> properties) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      properties.accept(json);
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }
}
