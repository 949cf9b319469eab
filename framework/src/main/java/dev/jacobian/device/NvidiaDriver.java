package dev.jacobian.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What Linux's NVIDIA driver says of itself, which is there where a GPU can be expected. */
public final class NvidiaDriver {
  private static final Path VERSION = Path.of("/proc/driver/nvidia/version");

  private NvidiaDriver() {}

  /** Returns the driver's line about its version; empty if there is no driver. */
  public static Optional<String> version() {
    return version(VERSION);
  }

  static Optional<String> version(Path file) {
    try {
      return Files.isReadable(file)
          ? Files.readAllLines(file).stream().findFirst().map(String::strip)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e.getMessage());
    }
  }
}
