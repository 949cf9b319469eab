package dev.jacobian.benchmarks.run;

import com.sun.management.OperatingSystemMXBean;
import dev.jacobian.benchmarks.report.Results;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/** What the run depends on: day, processor, system, Java. */
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final double GIB = 1L << 30;

  private Machine() {}

  static void describe(Results results) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    results.addFact("day", LocalDate.now(ZoneOffset.UTC).toString());
    results.addFact("processor", processor());
    results.addFact(
        "processors in use", String.valueOf(Runtime.getRuntime().availableProcessors()));
    results.addFact("memory", Math.round(system.getTotalMemorySize() / GIB) + " GiB");
    results.addFact("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    results.addFact(
        "Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
  }

  private static String processor() {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
