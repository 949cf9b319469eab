package dev.jacobian.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What NVIDIA's driver on Linux says of itself, which is there where a GPU can be expected; in
 * Windows' WSL 2, where it lies.
 */
public final class NvidiaDriver {
  private static final String VERSION = "proc/driver/nvidia/version";
  private static final String WINDOWS = "usr/lib/wsl/lib/libcuda.so.1";

  private NvidiaDriver() {}

  /** Returns the driver's line about its version; empty if there is no driver. */
  public static Optional<String> version() {
    return version(Path.of("/"));
  }

  static Optional<String> version(Path root) {
    Path version = root.resolve(VERSION);
    Path windows = root.resolve(WINDOWS);
    try {
      if (Files.isReadable(version)) {
        return Files.readAllLines(version).stream().findFirst().map(String::strip);
      }
      return Files.exists(windows) ? Optional.of("that of Windows, " + windows) : Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e.getMessage());
    }
  }
}
