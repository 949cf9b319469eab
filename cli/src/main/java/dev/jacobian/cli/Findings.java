package dev.jacobian.cli;

import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.device.DeviceSelection;
import dev.jacobian.device.NvidiaDriver;
import dev.jacobian.kernel.c.CKernels;
import dev.jacobian.shape.JacobianException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Looks at this machine and process for {@code jacobian doctor}. */
final class Findings {
  private static final String PLATFORM_EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private Findings() {}

  /**
   * Something that was found.
   *
   * @param subject what it is about, in a word or two
   * @param text one line
   */
  record Finding(String subject, String text) {}

  /** Returns all findings; starts the CPU backend to see that it does. */
  static List<Finding> collect() {
    List<Finding> all = new ArrayList<>();
    all.add(new Finding("Jacobian", Version.text()));
    all.add(new Finding("Java", property("java.version") + ", " + property("java.vendor")));
    all.add(
        new Finding(
            "OS",
            property("os.name")
                + " "
                + property("os.version")
                + " "
                + property("os.arch")
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processors, Java heap up to "
                + Runtime.getRuntime().maxMemory() / (1 << 20)
                + " MiB"));
    all.add(new Finding("Natives", classifier() + extension()));
    all.add(new Finding("CPU", backend(Device.cpu())));
    all.add(new Finding("Kernels", CKernels.description()));
    all.add(new Finding("Products", ProductSpeed.measured()));
    Map<String, String> devices = Backends.findings();
    // Some containers have the driver's library, and not what it says of itself.
    String unknown = devices.containsKey("CUDA") ? "does not say its version" : "none found";
    all.add(new Finding("CUDA driver", NvidiaDriver.version().orElse(unknown)));
    devices.forEach((subject, text) -> all.add(new Finding(subject, text)));
    all.addAll(choices());
    return all;
  }

  private static List<Finding> choices() {
    List<Finding> found = new ArrayList<>();
    Optional<String> problem = Backends.problem(Device.cuda());
    found.add(
        new Finding(
            "cuda",
            problem.map(why -> "cannot be used: " + why).orElseGet(() -> backend(Device.cuda()))));
    found.add(
        new Finding("auto", "would choose " + (problem.isEmpty() ? Device.cuda() : Device.cpu())));
    String environment = System.getenv(DeviceSelection.ENVIRONMENT);
    if (environment != null && !environment.isBlank()) {
      found.add(new Finding(DeviceSelection.ENVIRONMENT, environment));
    }
    String property = System.getProperty(DeviceSelection.PROPERTY);
    if (property != null && !property.isBlank()) {
      found.add(new Finding(DeviceSelection.PROPERTY, property));
    }
    return found;
  }

  private static String backend(Device device) {
    try {
      return device.backend().description();
    } catch (JacobianException e) {
      return "does not start: " + e.getMessage();
    }
  }

  /** Returns the name that native jars have for this platform: {@code linux-x86_64}. */
  private static String classifier() {
    String name = property("os.name").toLowerCase(Locale.ROOT);
    String arch = property("os.arch").toLowerCase(Locale.ROOT);
    String system =
        name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : "linux";
    String processor = arch.equals("amd64") ? "x86_64" : arch.equals("aarch64") ? "arm64" : arch;
    return system + "-" + processor;
  }

  private static String extension() {
    String extension = System.getProperty(PLATFORM_EXTENSION);
    if (extension == null) {
      return "";
    }
    return extension.isEmpty() ? " (base, without AVX variants)" : " (" + extension + ")";
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
