package dev.jacobian.trainers.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.jacobian.device.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in a JVM of its own. */
class ProcessTest {
  @TempDir private Path folder;

  @Test
  void autoFallsBackToTheCpuWithOneLogLineAndTrains() throws Exception {
    assumeFalse(Device.cudaAvailable());
    Files.writeString(folder.resolve("rows.csv"), "x,y\n0,1\n1,3\n2,5\n3,7\n");
    Files.writeString(
        folder.resolve("run.yaml"),
        """
        data: {csv: rows.csv, target: y}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 5
        device: auto
        """);
    assertEquals(0, start("train", "run.yaml"), text("err"));
    assertTrue(Files.exists(folder.resolve("runs/run/model.safetensors")));
    assertTrue(text("err").startsWith("device cpu (auto: "), text("err"));
    assertEquals(1, text("err").lines().count(), text("err"));
    assertTrue(text("out").contains("trained 5 epochs in "), text("out"));
    assertFalse(
        text("out").contains("\r") || text("out").contains("\u001b"), "a file got a progress bar");
  }

  @Test
  void theExitCodeReachesTheShell() throws Exception {
    assertEquals(2, start("train", "none.yaml"));
    assertEquals(
        "error: none.yaml: there is no such file; expected a YAML file with a configuration",
        text("err").strip());
    assertEquals("", text("out"));
  }

  /** Runs the program in the folder, with its output in the files {@code out} and {@code err}. */
  private int start(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    // As the launcher does; without these, newer JDKs warn about JavaCPP on standard error.
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 24) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Dorg.bytedeco.javacpp.platform.extension=");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().remove("JACOBIAN_DEVICE");
    Process process = builder.start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the program did not end in two minutes: " + text("err"));
    }
    return process.exitValue();
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
