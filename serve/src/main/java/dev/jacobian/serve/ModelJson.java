package dev.jacobian.serve;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.trainers.predict.ImagePredictor;
import dev.jacobian.trainers.predict.TextGenerator;
import dev.jacobian.trainers.predict.TextPredictor;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Writes what a model takes and gives, for {@code GET /model}. */
final class ModelJson {
  private ModelJson() {}

  static byte[] rows(ModelDescription model, ServerOptions options) {
    return write(
        model.isClassification() ? "classification" : "regression",
        options,
        json -> {
          json.writeArrayPropertyStart("features");
          model.schema().features().forEach(feature -> feature(json, feature));
          json.writeEndArray();
          strings(json, "targets", model.targets());
          if (model.isClassification()) {
            strings(json, "classes", model.classes());
          }
          json.writeNumberProperty("maxRows", options.limits().maxRows());
        });
  }

  static byte[] images(ImagePredictor model, ServerOptions options) {
    return write(
        "classification",
        options,
        json -> {
          json.writeObjectPropertyStart("images");
          json.writeNumberProperty("height", model.size().height());
          json.writeNumberProperty("width", model.size().width());
          json.writeNumberProperty("channels", model.channels());
          json.writeEndObject();
          strings(json, "classes", model.classNames());
        });
  }

  static byte[] labelledText(TextPredictor model, ServerOptions options) {
    return write(
        "classification",
        options,
        json -> {
          json.writeObjectPropertyStart("text");
          json.writeStringProperty("field", model.field());
          json.writeNumberProperty("vocabulary", model.vocabulary());
          json.writeNumberProperty("maxLength", model.maxLength());
          json.writeEndObject();
          strings(json, "classes", model.classNames());
        });
  }

  static byte[] text(TextGenerator model, ServerOptions options) {
    return write(
        "text generation",
        options,
        json -> {
          json.writeNumberProperty("vocabulary", model.vocabulary());
          json.writeNumberProperty("maxLength", model.maxLength());
          json.writeNumberProperty("maxTokens", options.limits().maxRows());
        });
  }

  private static byte[] write(String task, ServerOptions options, Consumer<JsonGenerator> model) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringProperty("name", options.name());
          json.writeStringProperty("version", options.version());
          json.writeStringProperty("task", task);
          model.accept(json);
          json.writeNumberProperty("maxBody", options.limits().maxBody());
          json.writeEndObject();
        });
  }

  private static void feature(JsonGenerator json, Feature feature) {
    json.writeStartObject();
    json.writeStringProperty("name", feature.name());
    json.writeStringProperty("type", feature.type().name());
    if (feature.type() instanceof CategoryType categories) {
      strings(json, "categories", categories.names());
      json.writeStringProperty("unseen", categories.unseen().name().toLowerCase(Locale.ROOT));
    }
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }
}
