package dev.jacobian.trainers.record;

import dev.jacobian.device.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Finds out where a run takes place. Nothing in it names a person, a machine or a path. */
public final class RunEnvironment {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private RunEnvironment() {}

  /**
   * Returns versions, system, processor, device and seed, by label.
   *
   * @param version of Jacobian
   */
  public static Map<String, String> collect(String version, Device device, long seed) {
    Map<String, String> found = new LinkedHashMap<>();
    found.put("Jacobian", version);
    found.put("Java", property("java.version") + ", " + property("java.vendor"));
    found.put("Java VM", property("java.vm.name"));
    found.put(
        "System", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
    found.put("Processor", processor());
    found.put("Processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    found.put("Java heap", "up to " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
    found.put("Device", device.toString());
    found.put("Backend", device.backend().description());
    found.put("Seed", Long.toString(seed));
    return found;
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith(MODEL) && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(RunEnvironment::architecture);
    } catch (IOException e) {
      // Only Linux has this file.
      return architecture();
    }
  }

  private static String architecture() {
    return System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", property("os.arch"));
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
