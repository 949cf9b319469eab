package dev.jacobian.cli;

import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.device.DeviceSelection;
import dev.jacobian.trainers.config.RunConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that every command with a configuration has. */
final class ConfigArguments {
  @Parameters(paramLabel = "CONFIG", description = "The YAML file that describes the run.")
  private Path config = Path.of("");

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Where to compute: cpu, cuda, cuda:N or auto. Stronger than the configuration.")
  private @Nullable String device;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change a value of the configuration, such as optimizer.learningRate=0.1. Can be repeated.")
  private List<String> settings = new ArrayList<>();

  /** Reads the configuration with the settings applied. */
  RunConfig load() {
    return load(List.of());
  }

  /** Reads the configuration with the settings applied, and these after them. */
  RunConfig load(List<String> others) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(others);
    return RunConfig.load(config, all);
  }

  /** Chooses the device of the run, and before that the adapter that the configuration names. */
  DeviceSelection.Choice chooseDevice(RunConfig run) {
    return chooseDevice(device, run);
  }

  /**
   * Chooses the device of a run, and before that the adapter that its configuration names.
   *
   * @param argument what the command line asks for, or null
   */
  static DeviceSelection.Choice chooseDevice(@Nullable String argument, RunConfig run) {
    String backend = run.backend();
    if (backend != null && System.getProperty(Backends.ADAPTER_PROPERTY) == null) {
      System.setProperty(Backends.ADAPTER_PROPERTY, backend);
    }
    DeviceSelection.Choice choice = DeviceSelection.choose(argument, run.device());
    Thread loading = new Thread(() -> loadLibraries(choice.device()), "jacobian-libraries");
    loading.setDaemon(true);
    loading.start();
    return choice;
  }

  /** Loads a device's native libraries while the data is read. */
  private static void loadLibraries(Device device) {
    try {
      device.backend().description();
    } catch (RuntimeException | LinkageError e) {
      // It is an error where the device is used.
    }
  }
}
