package dev.jacobian.device;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses a run's device. The first setting that is present wins: the argument in code, the command
 * line's {@code --device}, the environment variable {@value #ENVIRONMENT}, the system property
 * {@value #PROPERTY}, the YAML file; without any, {@code auto}. Only {@code auto} falls back to the
 * CPU. It says so in one log line on a machine that has an NVIDIA driver; where there is none,
 * nobody expects a GPU, and what would be missing is for those who ask for {@code cuda}.
 */
public final class DeviceSelection {
  /** Environment variable that names a device. */
  public static final String ENVIRONMENT = "JACOBIAN_DEVICE";

  /** System property that names a device. */
  public static final String PROPERTY = "jacobian.device";

  private static final Logger LOG = LoggerFactory.getLogger(DeviceSelection.class);
  private static final String AUTO = "auto";

  private DeviceSelection() {}

  /**
   * A device and how it was chosen.
   *
   * @param device the device
   * @param source the setting that named it, or why {@code auto} took it
   */
  public record Choice(Device device, String source) {}

  /**
   * Returns the device of a run.
   *
   * @param argument what the program or the command line asked for, or null
   * @param config what the YAML file asked for, or null
   * @throws dev.jacobian.shape.DeviceException if a setting names no device, or one that cannot be
   *     used
   */
  public static Choice choose(@Nullable String argument, @Nullable String config) {
    return choose(argument, System.getenv(ENVIRONMENT), System.getProperty(PROPERTY), config);
  }

  static Choice choose(
      @Nullable String argument,
      @Nullable String environment,
      @Nullable String property,
      @Nullable String config) {
    if (isPresent(argument)) {
      return resolve(argument, "the argument");
    }
    if (isPresent(environment)) {
      return resolve(environment, "the environment variable " + ENVIRONMENT);
    }
    if (isPresent(property)) {
      return resolve(property, "the system property " + PROPERTY);
    }
    if (isPresent(config)) {
      return resolve(config, "the configuration");
    }
    return resolve(AUTO, "the default");
  }

  private static boolean isPresent(@Nullable String setting) {
    return setting != null && !setting.isBlank();
  }

  private static Choice resolve(@Nullable String setting, String source) {
    if (setting != null && !setting.strip().equals(AUTO)) {
      Device device = Device.parse(setting);
      device.backend();
      return new Choice(device, source);
    }
    Optional<String> problem = Backends.problem(Device.cuda());
    Choice choice =
        problem.isEmpty()
            ? new Choice(Device.cuda(), "auto: a usable GPU was found")
            : new Choice(Device.cpu(), "auto: " + problem.get());
    if (problem.isEmpty() || NvidiaDriver.version().isPresent()) {
      LOG.info("device {} ({})", choice.device(), choice.source());
    } else {
      LOG.debug("device {} ({})", choice.device(), choice.source());
    }
    return choice;
  }
}
