package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.shape.NumericException;
import dev.jacobian.trainers.LearningRateCurve;
import dev.jacobian.trainers.LearningRateFinder;
import dev.jacobian.trainers.config.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rate that is suggested trains about as well as the best of a grid over six decades. */
class FoundLearningRateTest {
  private static final Path DATA = Path.of("..", "examples", "data").toAbsolutePath();
  private static final List<String> GRID =
      List.of("1e-6", "1e-5", "1e-4", "1e-3", "3e-3", "1e-2", "3e-2", "0.1", "0.3", "1");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mtcars | mpg     | {type: mlp, hidden: [16]} | mse           | adam | 4",
        "mtcars | mpg     | {type: mlp, hidden: [16]} | mse           | adam | 8",
        "mtcars | mpg     | {type: mlp, hidden: [16]} | mse           | adam | 32",
        "mtcars | mpg     | {type: mlp, hidden: [16]} | mse           | sgd  | 8",
        "mtcars | mpg     | linear                    | mse           | sgd  | 8",
        "mtcars | mpg     | linear                    | huber         | adam | 8",
        "iris   | species | {type: mlp, hidden: [16]} | cross_entropy | adam | 16",
        "iris   | species | softmax                   | cross_entropy | sgd  | 16",
        "norris | y       | linear                    | mse           | sgd  | 12"
      })
  void theRateTrainsAboutAsWellAsTheBestOfAGrid(
      String table, String target, String model, String loss, String optimizer, int batchSize)
      throws IOException {
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: '%s', target: %s, standardize: %s%s}
        model: %s
        loss: %s
        optimizer: {type: %s, learningRate: 0.5}
        epochs: 60
        batchSize: %d
        """
            .formatted(
                DATA.resolve(table + ".csv"),
                target,
                target.equals("species") ? "features" : "all",
                table.equals("mtcars") ? ", features: [cyl, disp, hp, drat, wt, qsec]" : "",
                model,
                loss,
                optimizer,
                batchSize));
    LearningRateCurve curve =
        TrainingRun.prepare(RunConfig.load(config, List.of()))
            .findLearningRate(Device.cpu(), LearningRateFinder.Options.defaults());
    double found = curve.suggestion().orElseThrow();
    double untrained = loss(config, "1e-12");
    double best =
        GRID.stream()
            .mapToDouble(rate -> loss(config, rate))
            .filter(Double::isFinite)
            .min()
            .orElseThrow();
    double reached = loss(config, String.valueOf(found));
    String losses = found + ": " + reached + ", best " + best + ", untrained " + untrained;
    assertTrue(best < untrained / 2, losses);
    assertTrue(reached <= 3 * best, losses);
    assertTrue(reached - best <= 0.15 * (untrained - best), losses);
  }

  /** Returns the final loss of all rows; NaN if training exploded. */
  private static double loss(Path config, String rate) {
    try {
      return TrainingRun.prepare(RunConfig.load(config, List.of("optimizer.learningRate=" + rate)))
          .train(Device.cpu())
          .trainScores()
          .get("loss");
    } catch (NumericException e) {
      return Double.NaN;
    }
  }
}
