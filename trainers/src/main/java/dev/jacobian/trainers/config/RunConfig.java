package dev.jacobian.trainers.config;

import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run: data, model, loss, optimizer and how to train. Every value has been checked.
 *
 * @param file the YAML file
 * @param text what it says, and the settings that were laid over it
 * @param settings every value of it by its path of keys, such as {@code optimizer.learningRate}
 * @param data where the rows come from
 * @param model the model
 * @param loss the loss
 * @param optimizer the optimizer
 * @param dtype the type of the model's weights, inputs, targets and of everything computed
 * @param training how the model is trained
 * @param device {@code cpu}, {@code cuda}, {@code cuda:N} or {@code auto}; null if the file leaves
 *     it open
 * @param backend the adapter that computes on the CPU, such as {@code nd4j}; null for the fastest
 * @param resolved what every key came to be, defaults filled in, by its path
 */
public record RunConfig(
    Path file,
    String text,
    Map<String, String> settings,
    DataConfig data,
    ModelConfig model,
    LossConfig loss,
    OptimizerConfig optimizer,
    DType dtype,
    TrainingConfig training,
    @Nullable String device,
    @Nullable String backend,
    Map<String, Setting> resolved) {
  private static final Key<ModelConfig> MODEL =
      Key.required("model", ModelConfig.SECTION, "the model");
  private static final Key<LossConfig> LOSS =
      Key.optional(
          "loss", LossConfig.SECTION, "the loss; by default the model's own, but an mlp needs one");
  private static final Key<OptimizerConfig> OPTIMIZER =
      Key.required("optimizer", OptimizerConfig.SECTION, "the optimizer");
  private static final Key<DType> DTYPE =
      Key.defaultsTo(
          DType.FLOAT32,
          "dtype",
          ValueType.floating(),
          "the type of the weights, of what the model is given and of all computing");
  private static final Key<String> DEVICE =
      Key.optional(
              "device",
              DeviceName.TYPE,
              "where to compute; auto takes a GPU if one is usable; the default is auto")
          .changeable();
  private static final Key<String> BACKEND =
      Key.optional(
              "backend",
              ValueType.word(Backends.adapters()),
              "the adapter that computes on the CPU; by default the fastest")
          .changeable();

  /**
   * Reads and checks a configuration.
   *
   * @param file the YAML file
   * @param settings {@code key.path=value}, laid over the file in order
   * @throws ConfigException if anything in it is wrong, with its place
   */
  public static RunConfig load(Path file, List<String> settings) {
    return read(file, ConfigText.read(file), settings);
  }

  static RunConfig read(Path file, String text, List<String> settings) {
    YamlNode document = YamlReader.read(file.toString(), text);
    if (!(document instanceof YamlNode.Mapping mapping)) {
      throw new ConfigException(
          document.place(),
          "the file holds " + document.describe(),
          "a mapping with the keys data, model, ...");
    }
    Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    Key<DataConfig> data = dataKey(folder);
    List<Key<?>> keys = keys(data);
    YamlNode.Mapping whole = Overrides.apply(mapping, settings, keys);
    Settings resolved = new Settings();
    Section section = new Section(whole, keys, resolved);
    return read(file, written(text, settings), whole.flat(), section, data, resolved);
  }

  /** Returns the resolved values by their paths, to be saved with a run. */
  public Map<String, String> savedSettings() {
    Map<String, String> values = new LinkedHashMap<>();
    resolved.forEach((path, setting) -> values.put(path, setting.value()));
    return values;
  }

  /** Returns the keys of the top level, for the reference. */
  static List<Key<?>> keys() {
    return keys(dataKey(Path.of("")));
  }

  private static List<Key<?>> keys(Key<DataConfig> data) {
    List<Key<?>> keys = new ArrayList<>(List.of(data, MODEL, LOSS, OPTIMIZER));
    keys.addAll(TrainingConfig.KEYS);
    keys.add(DTYPE);
    keys.add(DEVICE);
    keys.add(BACKEND);
    return List.copyOf(keys);
  }

  private static Key<DataConfig> dataKey(Path folder) {
    return Key.required("data", DataConfig.section(folder), "the rows");
  }

  /** Returns the file's text with the settings that were laid over it. */
  private static String written(String text, List<String> settings) {
    StringBuilder written = new StringBuilder(text);
    settings.forEach(setting -> written.append("\n# --set ").append(setting));
    return written.toString();
  }

  private static RunConfig read(
      Path file,
      String text,
      Map<String, String> settings,
      Section section,
      Key<DataConfig> dataKey,
      Settings resolved) {
    DataConfig data = section.get(dataKey);
    ModelConfig model = section.get(MODEL);
    LossConfig loss = loss(section, model.kind());
    Task task = loss.kind().task();
    data.requireFits(loss.kind(), key -> section.placeOf(dataKey, key));
    data.columns().requireFits(model.kind(), key -> section.placeOf(dataKey, key));
    return new RunConfig(
        file,
        text,
        settings,
        data,
        model,
        loss,
        section.get(OPTIMIZER),
        section.get(DTYPE),
        TrainingConfig.read(section, task, data.split()),
        section.find(DEVICE).orElse(null),
        section.find(BACKEND).orElse(null),
        resolved.all());
  }

  private static LossConfig loss(Section section, ModelKind model) {
    List<LossKind> fitting = model.losses();
    String names = fitting.stream().map(ValueType::spelling).collect(Collectors.joining(", "));
    Optional<LossConfig> named = section.find(LOSS);
    if (named.isEmpty() && !model.hasDefaultLoss()) {
      throw new ConfigException(
          section.placeOf(LOSS),
          "the key 'loss' is missing, and an mlp has no loss of its own",
          "loss: one of " + names);
    }
    LossConfig loss =
        named.orElseGet(() -> section.shortForm(LOSS, ValueType.spelling(model.defaultLoss())));
    if (!fitting.contains(loss.kind())) {
      throw new ConfigException(
          section.placeOf(LOSS),
          ValueType.spelling(loss.kind())
              + " does not fit a "
              + ValueType.spelling(model)
              + " model",
          "one of " + names);
    }
    return loss;
  }

  /** The text of a device setting. */
  private static final class DeviceName {
    static final ValueType<String> TYPE =
        ValueType.of("cpu, cuda, cuda:N or auto", node -> check(ValueType.text().read(node)));

    private static @Nullable String check(@Nullable String text) {
      if (text == null || text.equals("auto")) {
        return text;
      }
      try {
        return Device.parse(text).toString();
      } catch (DeviceException e) {
        return null;
      }
    }
  }
}
