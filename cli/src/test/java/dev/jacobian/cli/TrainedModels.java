package dev.jacobian.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Small models of each task, trained by the command line in a folder of their own. */
final class TrainedModels {
  private final Path folder;

  TrainedModels(Path folder) {
    this.folder = folder;
  }

  /**
   * A trained model.
   *
   * @param config its configuration
   * @param weights what training wrote
   */
  record Trained(Path config, Path weights) {}

  /** Two targets of columns {@code a} and {@code b}, both scaled, in front of a column of text. */
  Trained regression() throws IOException {
    return train(
        "regression",
        "note,a,b,y,z",
        (row, random) -> {
          double a = 1000 + 50 * random.nextDouble();
          double b = random.nextDouble() / 100;
          return "r" + row + "," + a + "," + b + "," + (3 * a - 500 * b) + "," + (b - 1);
        },
        """
        data: {csv: rows.csv, features: [a, b], target: [y, z], standardize: all}
        model: {type: mlp, hidden: [5], activation: gelu}
        loss: mse
        """);
  }

  /** One target of two columns, nothing scaled. */
  Trained linear() throws IOException {
    return train(
        "linear",
        "a,b,y",
        (row, random) -> {
          double a = random.nextDouble();
          return a + "," + row % 4 + "," + (2 * a + row % 4);
        },
        """
        data: {csv: rows.csv, target: y}
        model: linear
        """);
  }

  /** A number, truth values, a category, dates and gaps, for two classes. */
  Trained mixed() throws IOException {
    return train(
        "mixed",
        "age,member,town,sold,kind",
        (row, random) ->
            (row % 6 == 4 ? "" : 20 + row)
                + ","
                + (row % 2 == 0 ? "yes" : "no")
                + ","
                + List.of("oslo", "bergen", "\"a, b\"", "").get(row % 4)
                + ",2024-0"
                + (1 + row % 9)
                + "-11,"
                + (row % 3 == 0 ? "left" : "right"),
        """
        data: {csv: rows.csv, target: kind, standardize: features, missing: mean}
        model: {type: mlp, hidden: [4]}
        loss: bce_with_logits
        """);
  }

  /** Three classes of columns {@code a} and {@code b}. */
  Trained classes() throws IOException {
    return train(
        "classes",
        "a,b,kind",
        (row, random) ->
            row % 3
                + random.nextDouble() / 2
                + ","
                + 10 * random.nextDouble()
                + ","
                + List.of("fig", "yew", "\"oak, red\"").get(row % 3),
        """
        data: {csv: rows.csv, target: kind, standardize: features}
        model: softmax
        """);
  }

  /** Two classes of column {@code x}, not scaled. */
  Trained binary() throws IOException {
    return train(
        "binary",
        "x,passed",
        (row, random) -> 0.1 * row - 2 + "," + (row < 20 ? "no" : "yes"),
        """
        data: {csv: rows.csv, target: passed}
        model: logistic
        """);
  }

  private interface Rows {
    String row(int index, SplittableRandom random);
  }

  private Trained train(String name, String header, Rows rows, String keys) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int row = 0; row < 40; row++) {
      text.append(rows.row(row, random)).append('\n');
    }
    Files.writeString(own.resolve("rows.csv"), text);
    Path config = own.resolve("run.yaml");
    Files.writeString(
        config,
        keys
            + """
            optimizer: {type: adam, learningRate: 0.05}
            epochs: 60
            seed: 2
            device: cpu
            """);
    CommandRun.done("train", config, "--out", own);
    return new Trained(config, own.resolve("model.safetensors"));
  }
}
