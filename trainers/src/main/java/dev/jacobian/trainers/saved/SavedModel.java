package dev.jacobian.trainers.saved;

import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.CsvStream;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.data.table.TextStream;
import dev.jacobian.device.Device;
import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Json;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.nn.Init;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.ModelConfig;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.SavedConfig;
import dev.jacobian.trainers.config.data.ArrayFile;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.config.kind.MissingKind;
import dev.jacobian.trainers.config.kind.Task;
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

/**
 * A model's weights with all that is needed to use them: a safetensors file with the state dict
 * under PyTorch's names, the statistics of the training rows as float64 tensors {@code
 * standardizer.*} and {@code imputer.*}, and as metadata column names, class names, settings, and
 * what of the configuration tells which model it is and how its data are written.
 *
 * @param state the model's state dict
 * @param preparation how raw rows become inputs
 * @param config the model and its rows; empty for weights of a version before it was kept
 */
public record SavedModel(
    Map<String, Tensor> state, Preparation preparation, Optional<SavedConfig> config) {
  /** The name of the weights file in a run's folder. */
  public static final String FILE_NAME = "model.safetensors";

  /** The name of the weights of the run before, which stay until the new ones are whole. */
  public static final String PREVIOUS_NAME = "model.previous.safetensors";

  /**
   * The version of what is saved beside the weights. Version 2 does not tell which model the
   * weights are of, nor how rows are written. Files without one are of version 1, which has neither
   * means for missing values nor the settings, and whose features were divided before anything
   * else.
   */
  private static final String VERSION = "3";

  private static final List<String> READ = List.of("1", "2", VERSION);
  private static final String CONFIG = "config";
  private static final Logger LOG = LoggerFactory.getLogger(SavedModel.class);

  /**
   * Returns what is saved of a module that was trained in code. A file never names its class: who
   * reads it brings a module of the same structure, to {@link #load(Module, Device)}.
   *
   * @param module whose parameters and buffers are saved; they are not copied
   * @param preparation how raw rows become its inputs
   */
  public static SavedModel of(Module module, Preparation preparation) {
    MissingKind missing =
        preparation.table().missing().isPresent() ? MissingKind.MEAN : MissingKind.ERROR;
    return new SavedModel(
        module.stateDict(), preparation, Optional.of(SavedConfig.of(preparation.task(), missing)));
  }

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
    Path file = folder.resolve(FILE_NAME);
    write(file);
    return file;
  }

  /**
   * Writes a file, which is replaced as a whole.
   *
   * @param file in a folder that exists
   * @throws UncheckedIOException if it cannot be written; the old one stays
   */
  public void write(Path file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(state);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("task", preparation.task().name());
    metadata.put("dtype", preparation.dtype().toString());
    metadata.put("targets", Json.text(preparation.targetNames()));
    metadata.put("classes", Json.text(preparation.classNames()));
    metadata.put("class_rows", Json.text(preparation.classRows()));
    metadata.put("settings", Json.text(preparation.settings()));
    preparation.save(tensors, metadata);
    config.ifPresent(saved -> metadata.put(CONFIG, saved.toJson()));
    metadata.put("version", config.isPresent() ? VERSION : "2");
    SafeTensors.save(file, tensors, metadata);
  }

  /**
   * Reads a file that {@link #save} wrote, of this version or of one before.
   *
   * @param place the file, or the folder of the run that wrote it
   * @throws FileFormatException if it is another kind of file
   */
  public static SavedModel read(Path place) {
    Path file = file(place);
    SavedFile content = SavedFile.read(file);
    String version = content.find("version").orElse(READ.get(0));
    if (!READ.contains(version)) {
      throw new FileFormatException(
          file + ": weights of version " + version,
          "version " + VERSION + " or before",
          "use the version of Jacobian that wrote them, or a newer one");
    }
    if (!version.equals(VERSION)) {
      LOG.warn("{}: weights of version {}, which {}", file, version, lacks(version));
    }
    Optional<SavedConfig> config =
        content
            .find(CONFIG)
            .map(json -> SavedConfig.parse(file + ": the metadata '" + CONFIG + "'", json));
    Map<String, Tensor> state = new LinkedHashMap<>(content.content().tensors());
    state.keySet().removeIf(name -> SavedTable.PREFIXES.stream().anyMatch(name::startsWith));
    return new SavedModel(state, Preparation.read(content, config.map(SavedConfig::data)), config);
  }

  private static String lacks(String version) {
    return "tells neither which model they are of nor how rows are written"
        + (version.equals(READ.get(0)) ? ", and has no means for missing values" : "")
        + ": they need the configuration of the training beside them";
  }

  /** Returns the weights file of a run's folder, or else what is named itself. */
  public static Path file(Path place) {
    if (!Files.isDirectory(place)) {
      return place;
    }
    Path file = place.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      throw new FileFormatException(
          "the folder '" + place + "' has no " + FILE_NAME,
          "the folder of a run that has ended, or a weights file");
    }
    return file;
  }

  /**
   * Returns this model as another configuration than the saved one uses it: with its loss, its
   * metrics and its form of rows.
   *
   * @throws StateException if the configuration says something else about the model's outputs or
   *     about how rows are prepared than the one that the weights were trained with; the message
   *     names the keys
   */
  public SavedModel fitting(RunConfig given) {
    if (given.data().kind() != preparation.kind()) {
      throw new StateException(
          "the weights are of a model that is given "
              + preparation.kind()
              + ", and the data of the configuration are "
              + given.data().kind(),
          "the configuration that the weights were trained with");
    }
    Task wanted = given.loss().kind().task();
    if (wanted != preparation.task()) {
      throw new StateException(
          "the weights are of a model for "
              + preparation.task().name().toLowerCase(Locale.ROOT)
              + ", the configuration's is for "
              + wanted.name().toLowerCase(Locale.ROOT),
          "the configuration that the weights were trained with");
    }
    Map<String, String> settings = Preparation.settings(given);
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
    Optional<SavedConfig> own =
        Optional.of(SavedConfig.of(given, given.model(), preparation.form(given.data())));
    return new SavedModel(state, preparation.completed(given.data()), own);
  }

  /**
   * Returns what is known of the model and its rows.
   *
   * @throws StateException if the weights are of a version before it was kept
   */
  public SavedConfig requireConfig() {
    return config.orElseThrow(
        () ->
            new StateException(
                "the weights are of a version before 3, which tells neither which model they are of"
                    + " nor how rows are written",
                "the configuration of the training beside them",
                "name it in front: jacobian predict CONFIG --weights FILE, or train again"));
  }

  /**
   * Returns the model with these weights, in evaluation mode.
   *
   * @throws StateException if the weights do not say which model they are of, or are of another one
   */
  public Module load(Device device) {
    ModelConfig model =
        requireConfig()
            .model()
            .orElseThrow(
                () ->
                    new StateException(
                        "the weights are of a module of the user's own, whose class no file names",
                        "the module",
                        Fix.of(
                            "Predictor.load(file, module)",
                            "name its class: --model-class CLASS")));
    Module made;
    try (Init.Skipped skipped = Init.skip()) {
      made = preparation.model(model, new Generator(0));
    }
    return load(CountModel.of(made, requireConfig().loss()), device);
  }

  /**
   * Gives a module these weights and puts it into evaluation mode.
   *
   * @param module of the structure that was saved; it is changed
   * @throws StateException that lists everything that does not fit
   */
  public Module load(Module module, Device device) {
    module.loadStateDict(state);
    module.eval();
    return module.to(device);
  }

  /**
   * Returns where rows of a file come from that is written as the training rows were, targets
   * included.
   *
   * @param file a CSV file, an npz file of inputs and targets, or an array of inputs
   * @param targets the array of the targets, if the file has only inputs
   * @throws StateException if the weights do not tell how it is written
   */
  public DataConfig data(Path file, Optional<Path> targets) {
    return requireConfig()
        .data()
        .data(file, targets, preparation.featureNames(), preparation.targetNames());
  }

  /**
   * Reads an array of features.
   *
   * @param file an .npy or IDX file, or an npz file with one array or with one of the name that the
   *     training's had
   * @throws StateException if the weights do not tell how it is called
   */
  public Tensor inputs(Path file) {
    return ArraySource.load(ArrayFile.inputs(file, requireConfig().rows().inputs())).values();
  }

  /**
   * Opens a table that is written as the training table was, to read the features from it.
   *
   * @param kept columns whose text is wanted too
   * @throws dev.jacobian.shape.DataException if it cannot be read or lacks a column
   * @throws StateException if the weights do not tell how it is written
   */
  public CsvStream open(CsvInput input, KeptColumns kept) {
    return TabularSource.features(input, requireConfig().rows(), preparation.table(), kept);
  }

  /**
   * Opens a table that has a text in each row, in the column that the texts of the training had.
   *
   * @param kept columns whose cells are wanted too
   * @throws dev.jacobian.shape.DataException if it cannot be read or lacks a column
   * @throws StateException if the weights are of a model that is given no texts with classes
   */
  public TextStream openTexts(CsvInput input, KeptColumns kept) {
    return TableTexts.features(input, requireConfig().texts(), kept);
  }

  /** Opens a table with types of its own: see {@link #openTexts(CsvInput, KeptColumns)}. */
  public TextStream openTexts(TableSource source) {
    return TableTexts.features(source, requireConfig().texts());
  }

  /**
   * Returns how the features of a table with types of its own are read.
   *
   * @throws StateException if the weights do not tell what is done about missing values
   */
  public CsvDataset.Options features() {
    return TabularSource.features(requireConfig().rows(), preparation.table());
  }
}
