package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Weights files that are kept: {@code goldens_weights.py} reads them with Python's safetensors. */
class WeightsGoldenTest {
  private static final Path GOLDENS =
      Path.of("src", "test", "resources", "goldens", "weights").toAbsolutePath();

  private static double[] expected(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("expected.txt")).stream()
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static double[] predicted(CommandRun run) {
    return run.lines().stream().skip(1).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void version3IsPredictedByItsFileAlone() throws IOException {
    Path folder = GOLDENS.resolve("3");
    Path weights = folder.resolve("model.safetensors");
    assertEquals("3", SafeTensors.load(weights).metadata().get("version"));
    assertArrayEquals(
        expected(folder),
        predicted(CommandRun.done("predict", weights, "--input", folder.resolve("new.csv"))),
        1e-4);
  }

  @Test
  void version2IsPredictedWithItsConfiguration() throws IOException {
    Path folder = GOLDENS.resolve("2");
    Path weights = folder.resolve("model.safetensors");
    assertEquals("2", SafeTensors.load(weights).metadata().get("version"));
    Path config = folder.resolve("run.yaml");
    Path rows = folder.resolve("new.csv");
    assertArrayEquals(
        expected(folder),
        predicted(CommandRun.done("predict", config, "--weights", weights, "--input", rows)),
        1e-4);
    String scores = CommandRun.done("evaluate", config, "--weights", weights).out();
    assertTrue(scores.strip().endsWith("r2 0.90554"), scores);
  }
}
