package dev.jacobian.trainers.saved;

import dev.jacobian.io.Json;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.io.SafeTensorsFile;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Fix;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.kind.Task;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands beside the weights in a file of them.
 *
 * @param file that was read
 * @param content what it holds
 */
record SavedFile(Path file, SafeTensorsFile content) {
  static SavedFile read(Path file) {
    return new SavedFile(file, SafeTensors.load(file));
  }

  /** Returns a text, if there is one of this name. */
  Optional<String> find(String key) {
    return Optional.ofNullable(content.metadata().get(key));
  }

  Task task() {
    String name = text("task");
    for (Task task : Task.values()) {
      if (task.name().equals(name)) {
        return task;
      }
    }
    throw new FileFormatException(
        file + ": the task is '" + name + "'", "one of " + List.of(Task.values()));
  }

  /** Returns the model's type, which version 2 has among the settings; version 1 had no choice. */
  DType dtype() {
    String name =
        find("dtype").orElseGet(() -> settings().getOrDefault("dtype", DType.FLOAT32.toString()));
    for (DType dtype : DType.values()) {
      if (dtype.isFloating() && dtype.toString().equals(name)) {
        return dtype;
      }
    }
    throw new FileFormatException(file + ": the dtype is '" + name + "'", "float32 or float64");
  }

  List<String> names(String key) {
    String json = text(key);
    try {
      return Json.list(String.class, json);
    } catch (IllegalArgumentException e) {
      throw new FileFormatException(
          file + ": the metadata '" + key + "' is '" + json + "'", "a JSON list of names", null, e);
    }
  }

  /** Returns the training rows of each class; files from before these were kept have none. */
  List<Long> classRows() {
    String json = content.metadata().getOrDefault("class_rows", "[]");
    try {
      return Json.list(Long.class, json);
    } catch (IllegalArgumentException e) {
      throw new FileFormatException(
          file + ": the metadata 'class_rows' is '" + json + "'",
          "a JSON list of whole numbers",
          null,
          e);
    }
  }

  private String text(String key) {
    String text = content.metadata().get(key);
    if (text == null) {
      throw new FileFormatException(
          file + ": the metadata has no '" + key + "'",
          "weights written by jacobian train",
          Fix.of(
              "load weights from elsewhere with SafeTensors.load and Module.loadStateDict",
              "name a weights file or the folder of a run"));
    }
    return text;
  }

  /** Returns the settings; files from before they were kept have none. */
  Map<String, String> settings() {
    String json = content.metadata().getOrDefault("settings", "{}");
    try {
      return Json.object(String.class, json);
    } catch (IllegalArgumentException e) {
      throw new FileFormatException(
          file + ": the metadata 'settings' is '" + json + "'", "a JSON object of text", null, e);
    }
  }

  /** Returns the tensors whose names start with a prefix, without it; empty if there is none. */
  Optional<Map<String, Tensor>> part(String prefix) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), tensor);
              }
            });
    return own.isEmpty() ? Optional.empty() : Optional.of(own);
  }
}
