package dev.jacobian.trainers.run;

import dev.jacobian.data.SimpleImputer;
import dev.jacobian.data.Standardizer;
import dev.jacobian.data.TableEncoder;
import dev.jacobian.device.Device;
import dev.jacobian.io.FileErrors;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.io.SafeTensorsFile;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model's weights with what is needed to use them: a safetensors file with the state dict under
 * PyTorch's names, the statistics of the training rows as float64 tensors {@code standardizer.*}
 * and {@code imputer.*}, and column names, class names and settings as metadata.
 *
 * @param state the model's state dict
 * @param preparation how raw rows become inputs
 */
public record SavedModel(Map<String, Tensor> state, Preparation preparation) {
  /** The name of the weights file in a run's folder. */
  public static final String FILE_NAME = "model.safetensors";

  /** The name of the weights of the run before, which stay until the new ones are whole. */
  static final String PREVIOUS_NAME = "model.previous.safetensors";

  private static final String FEATURES = "standardizer.features.";
  private static final String TARGETS = "standardizer.targets.";
  private static final String MISSING = "imputer.features.";

  /**
   * The version of what is saved beside the weights. Files without one are of version 1, which has
   * neither means for missing values nor the settings, and whose features were divided before
   * anything else.
   */
  private static final String VERSION = "2";

  private static final String FIRST_VERSION = "1";
  private static final List<String> OWN = List.of(FEATURES, TARGETS, MISSING);
  private static final Logger LOG = LoggerFactory.getLogger(SavedModel.class);

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
      throw FileErrors.cannotMake(folder, e);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(state);
    preparation
        .features()
        .ifPresent(s -> s.stateDict().forEach((name, t) -> tensors.put(FEATURES + name, t)));
    preparation
        .targets()
        .ifPresent(s -> s.stateDict().forEach((name, t) -> tensors.put(TARGETS + name, t)));
    preparation
        .missing()
        .ifPresent(m -> m.stateDict().forEach((name, t) -> tensors.put(MISSING + name, t)));
    Map<String, String> metadata =
        Map.of(
            "task", preparation.task().name(),
            "features", JSON.writeValueAsString(preparation.featureNames()),
            "columns", ColumnsJson.write(preparation.encoder()),
            "targets", JSON.writeValueAsString(preparation.targetNames()),
            "classes", JSON.writeValueAsString(preparation.classNames()),
            "class_rows", JSON.writeValueAsString(preparation.classRows()),
            "settings", JSON.writeValueAsString(preparation.settings()),
            "version", VERSION);
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
    String version = content.metadata().getOrDefault("version", FIRST_VERSION);
    if (!version.equals(VERSION) && !version.equals(FIRST_VERSION)) {
      throw new FileFormatException(
          file + ": weights of version " + version,
          "version " + VERSION + " or before",
          "use the version of Jacobian that wrote them, or a newer one");
    }
    Map<String, String> settings = settings(file, content);
    Preparation preparation =
        new Preparation(
            task(file, content),
            DType.parse(settings.getOrDefault("dtype", DType.FLOAT32.toString())),
            columns(file, content),
            names(file, content, "targets"),
            names(file, content, "classes"),
            rows(file, content),
            part(content, MISSING).map(SimpleImputer::fromStateDict),
            part(content, FEATURES).map(Standardizer::fromStateDict),
            part(content, TARGETS).map(Standardizer::fromStateDict),
            settings);
    Map<String, Tensor> state = new LinkedHashMap<>(content.tensors());
    state.keySet().removeIf(name -> OWN.stream().anyMatch(name::startsWith));
    return new SavedModel(state, preparation);
  }

  /**
   * Returns this model for the rows of a configuration.
   *
   * @throws StateException if the configuration says something else about the model's outputs or
   *     about how rows are prepared than the one that the weights were trained with; the message
   *     names the keys
   */
  public SavedModel fitting(RunConfig config) {
    Task wanted = config.loss().kind().task();
    if (wanted != preparation.task()) {
      throw new StateException(
          "the weights are of a model for "
              + preparation.task().name().toLowerCase(Locale.ROOT)
              + ", the configuration's is for "
              + wanted.name().toLowerCase(Locale.ROOT),
          "the configuration that the weights were trained with");
    }
    Map<String, String> settings = Preparation.settings(config);
    List<String> differing =
        preparation.settings().entrySet().stream()
            .filter(trained -> !trained.getValue().equals(settings.get(trained.getKey())))
            .map(
                trained ->
                    trained.getKey()
                        + " is "
                        + settings.get(trained.getKey())
                        + ", and was "
                        + trained.getValue()
                        + " in training")
            .toList();
    if (!differing.isEmpty()) {
      throw new StateException(
          String.join("; ", differing),
          "the settings that the weights were trained with",
          "take the configuration of the training, or train again");
    }
    boolean saysDivisor = preparation.settings().containsKey(Preparation.DIVIDE_BY);
    double divisor = config.data().divideBy();
    if (saysDivisor || divisor == 1) {
      return this;
    }
    LOG.warn(
        "the weights do not say what features were divided by in training; taking {}, as the"
            + " configuration has it",
        divisor);
    return new SavedModel(state, preparation.withFeaturesDividedBy(divisor));
  }

  /**
   * Returns the configuration's model with these weights, in evaluation mode.
   *
   * @throws StateException if the configuration describes another model
   */
  public Module load(RunConfig config, Device device) {
    Module model = Parts.model(config.model(), preparation, config.training().seed());
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

  /** Returns what the features are; files from before there was a choice have numbers. */
  private static TableEncoder columns(Path file, SafeTensorsFile content) {
    String json = content.metadata().get("columns");
    return json == null
        ? TableEncoder.numbers(names(file, content, "features"))
        : ColumnsJson.read(file + ": the metadata 'columns'", json);
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

  /** Returns the settings; files from before they were kept have none. */
  private static Map<String, String> settings(Path file, SafeTensorsFile content) {
    String json = content.metadata().getOrDefault("settings", "{}");
    try {
      return JSON.readValue(
          json,
          JSON.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, String.class));
    } catch (JacksonException | NullPointerException e) {
      throw new FileFormatException(
          file + ": the metadata 'settings' is '" + json + "'", "a JSON object of text", null, e);
    }
  }

  /** Returns the tensors whose names start with a prefix, without it; empty if there is none. */
  private static Optional<Map<String, Tensor>> part(SafeTensorsFile content, String prefix) {
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
