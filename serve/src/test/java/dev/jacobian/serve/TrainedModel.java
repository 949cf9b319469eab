package dev.jacobian.serve;

import dev.jacobian.device.Device;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A small network that was trained and saved as users do it. */
final class TrainedModel {
  private TrainedModel() {}

  /** Returns a model of three classes by four numbers. */
  static Predictor classes(Path folder) throws IOException {
    return Predictor.load(saved(folder));
  }

  /** Returns the folder of its weights. */
  static Path saved(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder rows = new StringBuilder("a,b,c,d,kind\n");
    for (int i = 0; i < 60; i++) {
      double[] row = random.doubles(4, -2, 2).toArray();
      String kind = List.of("fig", "oak", "yew").get(row[0] > 0 ? 0 : row[1] > 0 ? 1 : 2);
      rows.append(row[0] + "," + row[1] + "," + row[2] + "," + row[3] + "," + kind + "\n");
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Files.writeString(
        folder.resolve("run.yaml"),
        """
        data: {csv: rows.csv, target: kind, standardize: features}
        model: {type: mlp, hidden: [32, 16]}
        loss: cross_entropy
        optimizer: {type: adam, learningRate: 0.01}
        epochs: 20
        seed: 2
        device: cpu
        """);
    TrainingRun run = TrainingRun.prepare(RunConfig.load(folder.resolve("run.yaml"), List.of()));
    run.train(Device.cpu());
    Path alone = Files.createDirectory(folder.resolve("alone"));
    run.savedModel().save(alone);
    return alone;
  }
}
