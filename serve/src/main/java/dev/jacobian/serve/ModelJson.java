package dev.jacobian.serve;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.Feature;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** Writes what a model takes and gives, for {@code GET /model}. */
final class ModelJson {
  private ModelJson() {}

  static byte[] write(ModelDescription model, ServerOptions options) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringProperty("name", options.name());
          json.writeStringProperty("version", options.version());
          json.writeStringProperty(
              "task", model.isClassification() ? "classification" : "regression");
          json.writeArrayPropertyStart("features");
          model.schema().features().forEach(feature -> feature(json, feature));
          json.writeEndArray();
          strings(json, "targets", model.targets());
          if (model.isClassification()) {
            strings(json, "classes", model.classes());
          }
          json.writeNumberProperty("maxRows", options.limits().maxRows());
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
