package dev.jacobian.trainers.predict;

import dev.jacobian.device.Device;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Small trained models of each type, whose rows and configuration are gone when they are used. */
final class TrainedRuns {
  /**
   * The columns {@code a} and {@code b}, of which {@code b} has gaps if asked for, and a target.
   */
  private static String rows(String target, boolean hasGaps) {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder("a,b," + target + "\n");
    for (int row = 0; row < 60; row++) {
      double a = 1000 + 50 * random.nextDouble();
      double b = random.nextDouble() / 100;
      String value =
          switch (target) {
            case "kind" -> List.of("fig", "oak", "yew").get(row % 3);
            case "passed" -> a > 1025 ? "yes" : "no";
            default -> Double.toString(3 * a - 500 * b);
          };
      String gap = hasGaps && row % 7 == 3 ? "" : Double.toString(b);
      text.append(a + row % 3).append(',').append(gap).append(',').append(value).append('\n');
    }
    return text.toString();
  }

  private TrainedRuns() {}

  static TrainingRun linear(Path folder) throws IOException {
    return train(folder, "y", "standardize: all", "model: linear\nepochs: 100");
  }

  static TrainingRun logistic(Path folder) throws IOException {
    return train(folder, "passed", "standardize: features", "model: logistic\nepochs: 20");
  }

  static TrainingRun softmax(Path folder) throws IOException {
    return train(
        folder, "kind", "standardize: features", "model: softmax\ndtype: float64\nepochs: 20");
  }

  static TrainingRun mlp(Path folder) throws IOException {
    return train(
        folder,
        "y",
        "standardize: all, missing: mean",
        "model: {type: mlp, hidden: [16, 8], activation: tanh, dropout: 0.2}\nloss: mse\nepochs: 5");
  }

  private static TrainingRun train(Path folder, String target, String data, String keys)
      throws IOException {
    Path own = Files.createTempDirectory(folder, "training");
    Path rows = own.resolve("rows.csv");
    Path config = own.resolve("run.yaml");
    Files.writeString(rows, rows(target, data.contains("mean")));
    Files.writeString(
        config,
        "data: {csv: rows.csv, target: "
            + target
            + ", "
            + data
            + "}\noptimizer: {type: adam, learningRate: 0.05}\n"
            + keys
            + "\n");
    TrainingRun run = TrainingRun.prepare(RunConfig.load(config, List.of()));
    run.train(Device.cpu());
    Files.delete(rows);
    Files.delete(config);
    return run;
  }
}
