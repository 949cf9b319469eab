package dev.jacobian.cli;

import dev.jacobian.device.Device;
import dev.jacobian.device.DeviceSelection;
import dev.jacobian.nn.Module;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.saved.SavedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The arguments of every command that uses a trained model. Weights of today need nothing beside
 * them; those of a version before 3 need the configuration of the training, in the old form {@code
 * CONFIG --weights FILE}.
 */
final class ModelArguments {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "The weights that jacobian train wrote, or the folder of the run. In the old form, with"
              + " --weights, the YAML file of the training.")
  private Path model = Path.of("");

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "The weights, where MODEL is a YAML file, which is then stronger than what they say.")
  private @Nullable Path weights;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "Where to compute: cpu, cuda, cuda:N or auto. By default the CPU, or what the YAML file"
              + " says.")
  private @Nullable String device;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a value of the YAML file. Can be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--model-class",
      paramLabel = "CLASS",
      description =
          "The class of the model, where the weights are of a module of your own: on the class path,"
              + " with a constructor without parameters.")
  private @Nullable String modelClass;

  /**
   * A model that is ready.
   *
   * @param saved what the weights file holds
   * @param module with the weights, in evaluation mode
   * @param device where it computes
   * @param config the configuration, in the old form
   */
  record Loaded(SavedModel saved, Module module, Device device, Optional<RunConfig> config) {}

  /** Returns what the model is called: the file or folder that was given. */
  String name() {
    Path file = weights;
    return (file == null ? model : file).toString();
  }

  /** Reads the model. */
  Loaded load() {
    Path file = weights;
    if (file == null) {
      requireWeights();
      SavedModel saved = SavedModel.read(model);
      Device chosen = DeviceSelection.choose(device, Device.cpu().toString()).device();
      return new Loaded(saved, module(saved, chosen), chosen, Optional.empty());
    }
    RunConfig config = RunConfig.load(model, settings);
    SavedModel saved = SavedModel.read(file).fitting(config);
    Device chosen = ConfigArguments.chooseDevice(device, config).device();
    return new Loaded(saved, module(saved, chosen), chosen, Optional.of(config));
  }

  /** Fails if an output is one of the files that are read. */
  void requireOther(OtherFile output, Loaded loaded) {
    Path file = weights;
    if (file == null) {
      output.than("MODEL", SavedModel.file(model));
    } else {
      output.than("--weights", SavedModel.file(file)).than("CONFIG", model);
    }
    loaded
        .config()
        .ifPresent(
            config ->
                config
                    .data()
                    .rows()
                    .files()
                    .forEach(rows -> output.than("the training rows", rows)));
  }

  private void requireWeights() {
    String name = model.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      throw refused(
          model
              + " is a configuration; expected the weights or the folder of a run, or --weights FILE"
              + " beside it");
    }
    if (!settings.isEmpty()) {
      throw refused(
          "--set changes a configuration, and there is none; expected CONFIG --weights FILE");
    }
  }

  private Module module(SavedModel saved, Device chosen) {
    String name = modelClass;
    return name == null
        ? saved.load(chosen)
        : saved.load(OwnModule.of(name, this::refused), chosen);
  }

  private ParameterException refused(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
