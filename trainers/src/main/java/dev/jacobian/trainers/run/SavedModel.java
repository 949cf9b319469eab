package dev.jacobian.trainers.run;

import dev.jacobian.data.Standardizer;
import dev.jacobian.device.Device;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.io.SafeTensorsFile;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model's weights with what is needed to use them: a safetensors file with the state dict under
 * PyTorch's names, the standardizers' statistics as tensors {@code standardizer.*}, and column and
 * class names as metadata.
 *
 * @param state the model's state dict
 * @param preparation how raw rows become inputs
 */
public record SavedModel(Map<String, Tensor> state, Preparation preparation) {
  /** The name of the weights file in a run's folder. */
  public static final String FILE_NAME = "model.safetensors";

  private static final String PREFIX = "standardizer.";
  private static final String FEATURES = PREFIX + "features.";
  private static final String TARGETS = PREFIX + "targets.";
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * Writes the file {@value #FILE_NAME} into a folder, which is made if there is none.
   *
   * @return the file
   * @throws UncheckedIOException if it cannot be written
   */
  public Path save(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(state);
    preparation
        .features()
        .ifPresent(s -> s.stateDict().forEach((name, t) -> tensors.put(FEATURES + name, t)));
    preparation
        .targets()
        .ifPresent(s -> s.stateDict().forEach((name, t) -> tensors.put(TARGETS + name, t)));
    Map<String, String> metadata =
        Map.of(
            "task", preparation.task().name(),
            "features", JSON.writeValueAsString(preparation.featureNames()),
            "targets", JSON.writeValueAsString(preparation.targetNames()),
            "classes", JSON.writeValueAsString(preparation.classNames()),
            "class_rows", JSON.writeValueAsString(preparation.classRows()));
    Path file = folder.resolve(FILE_NAME);
    SafeTensors.save(file, tensors, metadata);
    return file;
  }

  /**
   * Reads a file that {@link #save} wrote.
   *
   * @throws FileFormatException if it is another kind of file
   */
  public static SavedModel read(Path file) {
    SafeTensorsFile content = SafeTensors.load(file);
    Preparation preparation =
        new Preparation(
            task(file, content),
            names(file, content, "features"),
            names(file, content, "targets"),
            names(file, content, "classes"),
            rows(file, content),
            standardizer(content, FEATURES),
            standardizer(content, TARGETS));
    Map<String, Tensor> state = new LinkedHashMap<>(content.tensors());
    state.keySet().removeIf(name -> name.startsWith(PREFIX));
    return new SavedModel(state, preparation);
  }

  /**
   * Returns the configuration's model with these weights, in evaluation mode.
   *
   * @throws StateException if the configuration describes another model
   */
  public Module load(RunConfig config, Device device) {
    Task wanted = config.loss().kind().task();
    if (wanted != preparation.task()) {
      throw new StateException(
          "the weights are of a model for "
              + preparation.task().name().toLowerCase(Locale.ROOT)
              + ", the configuration's is for "
              + wanted.name().toLowerCase(Locale.ROOT),
          "the configuration that the weights were trained with");
    }
    Module model =
        Parts.model(
            config.model(),
            preparation.featureNames().size(),
            preparation.outputs(),
            config.training().seed());
    model.loadStateDict(state);
    model.eval();
    return model.to(device);
  }

  private static Task task(Path file, SafeTensorsFile content) {
    String name = text(file, content, "task");
    for (Task task : Task.values()) {
      if (task.name().equals(name)) {
        return task;
      }
    }
    throw new FileFormatException(
        file + ": the task is '" + name + "'", "one of " + List.of(Task.values()));
  }

  private static List<String> names(Path file, SafeTensorsFile content, String key) {
    String json = text(file, content, key);
    try {
      return List.of(JSON.readValue(json, String[].class));
    } catch (JacksonException | NullPointerException e) {
      throw new FileFormatException(
          file + ": the metadata '" + key + "' is '" + json + "'", "a JSON list of names", null, e);
    }
  }

  /** Returns the training rows of each class; files from before these were kept have none. */
  private static List<Long> rows(Path file, SafeTensorsFile content) {
    String json = content.metadata().getOrDefault("class_rows", "[]");
    try {
      return List.of(JSON.readValue(json, Long[].class));
    } catch (JacksonException | NullPointerException e) {
      throw new FileFormatException(
          file + ": the metadata 'class_rows' is '" + json + "'",
          "a JSON list of whole numbers",
          null,
          e);
    }
  }

  private static String text(Path file, SafeTensorsFile content, String key) {
    String text = content.metadata().get(key);
    if (text == null) {
      throw new FileFormatException(
          file + ": the metadata has no '" + key + "'",
          "weights written by jacobian train",
          "load weights from elsewhere in code, with SafeTensors.load and Module.loadStateDict");
    }
    return text;
  }

  private static Optional<Standardizer> standardizer(SafeTensorsFile content, String prefix) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), tensor);
              }
            });
    return own.isEmpty() ? Optional.empty() : Optional.of(Standardizer.fromStateDict(own));
  }
}
