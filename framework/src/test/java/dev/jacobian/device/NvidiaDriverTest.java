package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaDriverTest {
  @TempDir private Path root;

  @Test
  void aMachineWithoutADriverHasNone() {
    assertEquals(Optional.empty(), NvidiaDriver.version(root));
  }

  @Test
  void linuxTellsItsVersion() throws IOException {
    Path folder = Files.createDirectories(root.resolve("proc/driver/nvidia"));
    Files.writeString(folder.resolve("version"), "NVRM version: 580.95.05 \nGCC version: 12\n");
    assertEquals(Optional.of("NVRM version: 580.95.05"), NvidiaDriver.version(root));
  }

  @Test
  void windowsLendsItsOwn() throws IOException {
    Path file = Files.createDirectories(root.resolve("usr/lib/wsl/lib")).resolve("libcuda.so.1");
    Files.writeString(file, "");
    assertEquals(Optional.of("that of Windows, " + file), NvidiaDriver.version(root));
  }
}
