package dev.jacobian.examples;

import dev.jacobian.device.DeviceSelection;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.progress.ProgressDisplay;
import dev.jacobian.trainers.progress.Terminal;
import dev.jacobian.trainers.run.TrainingRun;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Training from a CSV file with nothing but a YAML file, which the command line would train as
 * well: {@code ./jacobian train examples/configs/iris.yaml}.
 */
public final class E08CsvByConfig implements Example {
  private static final String CONFIG = "configs/iris.yaml";

  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E08CsvByConfig());
  }

  @Override
  public String title() {
    return "Training from a CSV file with YAML only";
  }

  @Override
  public Outcome run(PrintStream out) {
    Path file = BundledFiles.temporaryFolder(CONFIG, "data/iris.csv").resolve(CONFIG);
    print(out, file);
    RunConfig config = RunConfig.load(file, List.of());
    TrainingRun run = TrainingRun.prepare(config);
    PrintWriter lines = new PrintWriter(out, true, StandardCharsets.UTF_8);
    TrainingRun.TrainedRun trained =
        run.train(
            DeviceSelection.choose(null, config.device()).device(),
            new ProgressDisplay(lines, Terminal.plain()));
    Map<String, Double> heldOut = trained.validationScores().orElseThrow();
    return Outcome.atLeast(
        "accuracy on the rows held out", heldOut.getOrDefault("accuracy", Double.NaN), 0.93);
  }

  private static void print(PrintStream out, Path file) {
    try {
      out.println(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
