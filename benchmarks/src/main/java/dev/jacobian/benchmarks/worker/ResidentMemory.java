package dev.jacobian.benchmarks.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The resident memory of this process, from the operating system's table of processes. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path IO = Path.of("/proc/self/io");
  private static final int KIBIBYTE = 1024;

  private ResidentMemory() {}

  /** Returns all of it in bytes; NaN where there is no such table. */
  static double bytes() {
    return KIBIBYTE * number(STATUS, "VmRSS:");
  }

  /** Returns the bytes that belong to this process alone; NaN where there is no such table. */
  static double anonymousBytes() {
    return KIBIBYTE * number(STATUS, "RssAnon:");
  }

  /**
   * Returns the bytes of mapped files, which the system takes back when it needs them; NaN where
   * there is no such table.
   */
  static double fileBytes() {
    return KIBIBYTE * number(STATUS, "RssFile:");
  }

  /** Returns the bytes that came from a disk for this process; NaN where it is not counted. */
  static double diskBytes() {
    return number(IO, "read_bytes:");
  }

  private static double number(Path table, String name) {
    if (!Files.isReadable(table)) {
      return Double.NaN;
    }
    try (Stream<String> lines = Files.lines(table)) {
      return lines
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> Double.parseDouble(line.replaceAll("\\D", "")))
          .orElse(Double.NaN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
