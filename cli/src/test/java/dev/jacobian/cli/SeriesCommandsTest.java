package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command with a series: the example's airline passengers, from rows to their forecast. */
class SeriesCommandsTest {
  private static final Path CONFIG = Path.of("../examples/configs/airline.yaml");
  private static final Path SERIES = Path.of("../examples/data/airline.csv");

  @TempDir private Path folder;

  private static void says(String message, Object... command) {
    assertEquals(message, CommandRun.of(command).err().strip());
  }

  @Test
  void aForecastIsTrainedJudgedWrittenAndContinuesTheSeries() throws IOException {
    Path out = folder.resolve("run");
    List<String> lines =
        CommandRun.done("train", CONFIG, "--out", out, "--set", "epochs=3").lines();
    assertEquals(
        "data        airline.csv: 85 rows and 13 rows held out (at the end), 24 features ->"
            + " passengers(t+1), passengers(t+2), passengers(t+3), passengers(t+4),"
            + " passengers(t+5), passengers(t+6), passengers(t+7), passengers(t+8),"
            + " passengers(t+9), passengers(t+10), passengers(t+11), passengers(t+12)",
        lines.get(0));
    Path weights = folder.resolve("alone.safetensors");
    Files.copy(out.resolve("model.safetensors"), weights);
    String scores = CommandRun.done("evaluate", weights, "--input", SERIES).lines().get(0);
    assertTrue(scores.matches("109 rows  loss [\\d.]+  rmse [\\d.]+  r2 [\\d.]+"), scores);

    List<String> forecasts = CommandRun.done("predict", weights, "--input", SERIES).lines();
    assertEquals(1 + 144 - 24 + 1, forecasts.size());
    assertTrue(forecasts.get(0).startsWith("passengers(t+1),passengers(t+2),"));
    // What the last window says does not depend on where the series began.
    List<String> rows = Files.readAllLines(SERIES);
    Path end = folder.resolve("end.csv");
    Files.write(end, rows.subList(rows.size() - 24, rows.size()));
    Files.writeString(end, rows.get(0) + "\n" + Files.readString(end));
    List<String> one = CommandRun.done("predict", weights, "--input", end).lines();
    assertEquals(2, one.size());
    double[] expected = numbers(forecasts.get(forecasts.size() - 1));
    double[] found = numbers(one.get(1));
    for (int i = 0; i < 12; i++) {
      assertEquals(expected[i], found[i], 1e-3);
    }
    CommandRun.done("export", weights, "--to", folder.resolve("own.onnx"));

    says(
        "error: "
            + end
            + ": 24 rows for a window of 24 and a horizon of 12; expected at least 36"
            + " rows; fix: choose a smaller window or horizon, or a longer series",
        "evaluate",
        weights,
        "--input",
        end);
    Files.writeString(end, rows.get(0) + "\n" + rows.get(1) + "\n");
    says(
        "error: "
            + end
            + ": 1 row for a window of 24; expected at least 24 rows; fix: use a longer series",
        "predict",
        weights,
        "--input",
        end);
    says(
        "error: cross-validation of rows whose order counts; expected rows of which any part can be"
            + " held out; fix: hold out those at the end with data.validation",
        "cross-validate",
        CONFIG,
        "--folds",
        2);
    String kept = CommandRun.of("predict", weights, "--input", end, "--keep", "month").err();
    assertTrue(
        kept.contains("--keep: a row of the predictions is that of a window, not of one row"),
        kept);
    String standard = CommandRun.of("predict", weights, "--input", "-").err();
    assertTrue(standard.contains("--input -: a series is read from a file"), standard);
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
  }
}
