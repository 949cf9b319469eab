package dev.jacobian.trainers.config;

import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.device.MatmulPrecision;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.data.ArrayRows;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.config.data.DataSection;
import dev.jacobian.trainers.config.data.TableData;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.Overrides;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.Setting;
import dev.jacobian.trainers.config.keys.Settings;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.YamlNode;
import dev.jacobian.trainers.config.keys.YamlReader;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.ModelKind;
import dev.jacobian.trainers.config.kind.OptimizerKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run: data, model, loss, optimizer and how to train. Every value has been checked.
 *
 * @param file the YAML file
 * @param text what it says, and the settings that were laid over it
 * @param settings every value of it by its path of keys, such as {@code optimizer.learningRate}
 * @param data what is trained on
 * @param model the model
 * @param loss the loss
 * @param optimizer the optimizer
 * @param dtype the type of the model's weights, inputs, targets and of everything computed
 * @param float32MatmulPrecision how exact products in float32 have to be on the run's device; null
 *     if the file leaves it open
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
    @Nullable MatmulPrecision float32MatmulPrecision,
    TrainingConfig training,
    @Nullable String device,
    @Nullable String backend,
    Map<String, Setting> resolved) {
  private static final RecordKeys<Parts> PARTS =
      RecordKeys.of(
          new Parts(
              TableData.of(ArrayRows.none(), DType.FLOAT64),
              ModelConfig.of(ModelKind.LINEAR),
              Optional.empty(),
              OptimizerConfig.of(OptimizerKind.SGD),
              DType.FLOAT32,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          Map.of(
              "data", DataSection.SECTION,
              "model", ModelConfig.SECTION,
              "loss", LossConfig.SECTION,
              "optimizer", OptimizerConfig.SECTION,
              "device", ValueType.of("cpu, cuda, cuda:N or auto", RunConfig::deviceName),
              "backend", ValueType.word(Backends.adapters())));

  private static final List<Key<?>> KEYS =
      Stream.of(PARTS.keys(), TrainingConfig.KEYS).<Key<?>>flatMap(List::stream).toList();

  /**
   * What a configuration says beside how the model is trained.
   *
   * @param data what is trained on: rows of a table, images or text
   * @param model the model
   * @param loss the loss; by default the model's own, but an mlp needs one
   * @param optimizer the optimizer
   * @param dtype the type of the weights, of what the model is given and of all computing
   * @param float32MatmulPrecision high lets a GPU round the factors of products in float32 to TF32,
   *     which is faster; by default what the process allows, which is highest unless it is told
   *     otherwise. PyTorch's {@code set_float32_matmul_precision}
   * @param device where to compute; auto takes a GPU if one is usable; the default is auto
   * @param backend the adapter that computes on the CPU; by default the fastest
   */
  private record Parts(
      @Option(required = true) DataConfig data,
      @Option(required = true) ModelConfig model,
      @Option Optional<LossConfig> loss,
      @Option(required = true) OptimizerConfig optimizer,
      @Option DType dtype,
      @Option Optional<MatmulPrecision> float32MatmulPrecision,
      @Option(mayChange = true) Optional<String> device,
      @Option(mayChange = true) Optional<String> backend) {}

  /**
   * Reads and checks a configuration.
   *
   * @param file the YAML file
   * @param settings {@code key.path=value}, laid over the file in order
   * @throws ConfigException if anything in it is wrong, with its place
   * @throws DataException if the table that it names says what columns it has and cannot be read,
   *     with the key's place
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
    YamlNode.Mapping whole = Overrides.apply(mapping, settings, KEYS);
    Settings resolved = new Settings();
    Section section = new Section(whole, KEYS, resolved);
    Parts parts = PARTS.read(section);
    DataConfig data = parts.data;
    requireFits(section, parts);
    LossConfig loss = loss(section, parts);
    Function<Key<?>, KeyPlace> places = key -> section.placeOf(PARTS.key("data"), key);
    data.requireFits(parts.model.kind(), loss.kind(), places);
    TrainingConfig training =
        TrainingConfig.read(section, loss.kind().task(), data, parts.optimizer);
    return new RunConfig(
        file,
        written(text, settings),
        whole.flat(),
        data,
        parts.model,
        loss,
        parts.optimizer,
        parts.dtype,
        parts.float32MatmulPrecision.orElse(null),
        training,
        parts.device.orElse(null),
        parts.backend.orElse(null),
        resolved.all());
  }

  /** Returns every file that a run reads. */
  public List<Path> files() {
    return Stream.of(Stream.of(file), data.files().stream(), model.weights().stream())
        .flatMap(files -> files)
        .toList();
  }

  /** Returns the resolved values by their paths, to be saved with a run. */
  public Map<String, String> savedSettings() {
    Map<String, String> values = new LinkedHashMap<>();
    resolved.forEach((path, setting) -> values.put(path, setting.value()));
    return values;
  }

  /** Returns the keys of the top level. */
  static List<Key<?>> keys() {
    return KEYS;
  }

  /** Returns the file's text with the settings that were laid over it. */
  private static String written(String text, List<String> settings) {
    StringBuilder written = new StringBuilder(text);
    settings.forEach(setting -> written.append("\n# --set ").append(setting));
    return written.toString();
  }

  private static void requireFits(Section section, Parts parts) {
    DataKind data = parts.data.kind();
    ModelKind model = parts.model.kind();
    if (!model.takes(data)) {
      throw new ConfigException(
          section.placeOf(PARTS.key("model")),
          model.named()
              + " model is given "
              + words(model, DataKind::toString)
              + ", and the data are "
              + data,
          "one of " + ModelKind.of(data) + ", or " + words(model, DataKind::key));
    }
    parts.model.requireFits(data, section.placeOf(PARTS.key("model")));
    parts.model.requireWeights();
  }

  private static String words(ModelKind model, Function<DataKind, String> word) {
    return model.data().stream().map(word).collect(Collectors.joining(" or "));
  }

  private static LossConfig loss(Section section, Parts parts) {
    Key<?> key = PARTS.key("loss");
    ModelKind model = parts.model.kind();
    DataKind data = parts.data.kind();
    List<LossKind> fitting = model.losses(data);
    String names = fitting.stream().map(ValueType::spelling).collect(Collectors.joining(", "));
    if (parts.loss.isEmpty() && !model.hasDefaultLoss()) {
      throw new ConfigException(
          section.placeOf(key),
          "the key 'loss' is missing, and an mlp has no loss of its own",
          "loss: one of " + names);
    }
    LossConfig loss =
        parts.loss.orElseGet(
            () -> (LossConfig) section.shortForm(key, ValueType.spelling(model.defaultLoss(data))));
    if (!fitting.contains(loss.kind())) {
      throw new ConfigException(
          section.placeOf(key),
          ValueType.spelling(loss.kind()) + " does not fit " + model.named() + " model",
          "one of " + names);
    }
    return loss;
  }

  private static @Nullable String deviceName(YamlNode node) {
    String text = ValueType.text().read(node);
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
