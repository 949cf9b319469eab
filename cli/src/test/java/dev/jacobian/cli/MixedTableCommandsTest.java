package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A table with names, categories, truth values and gaps, trained, judged and predicted from the
 * command line. What is right is scikit-learn's: {@code src/test/python/goldens_passengers.py}.
 */
class MixedTableCommandsTest {
  private static final Path GOLDENS =
      Path.of("src", "test", "resources", "goldens", "passengers").toAbsolutePath();

  private static final String DATA = "{csv: train.csv, target: survived, missing: mean, ";

  private static final String REST =
      """
      model: logistic
      optimizer: {type: sgd, learningRate: 1, momentum: 0.9}
      epochs: 3000
      batchSize: 500
      shuffle: false
      dtype: float64
      metrics: [accuracy, log_loss]
      device: cpu
      """;

  @TempDir private Path folder;

  @BeforeEach
  void copyTables() throws IOException {
    for (String file : List.of("train.csv", "new.csv")) {
      Files.copy(GOLDENS.resolve(file), folder.resolve(file));
    }
  }

  private CommandRun train(String data) throws IOException {
    Path config = folder.resolve("run.yaml");
    Files.writeString(config, "data: " + data + "\n" + REST);
    return CommandRun.of("train", config, "--out", folder.resolve("run"));
  }

  @Test
  void passengersArePredictedAsScikitLearnDoes() throws IOException {
    CommandRun refused = train(DATA + "standardize: features}");
    assertEquals(1, refused.exitCode());
    assertTrue(refused.err().contains("leave it out with data.ignored: ['name']"), refused.err());

    CommandRun run =
        train(
            DATA
                + "standardize: features, ignored: [id, name], columns: {class: category},"
                + " unseen: unknown}");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(
        run.out()
            .contains(
                "took 'sex' as one of 2 categories, 'alone' as true or false, 'port' as one of 3"
                    + " categories; data.columns can say otherwise; filled in where values are"
                    + " missing: 'age' "),
        run.out());
    Files.delete(folder.resolve("run.yaml"));

    List<Double> right =
        Files.readAllLines(GOLDENS.resolve("right.txt")).stream().map(Double::valueOf).toList();
    CommandRun judged =
        CommandRun.done("evaluate", folder.resolve("run"), "--input", folder.resolve("train.csv"));
    Files.delete(folder.resolve("train.csv"));
    assertEquals(right.get(0), score(judged.out(), "log_loss"), 1e-5, judged.out());
    assertEquals(right.get(1), score(judged.out(), "accuracy"), 1e-5, judged.out());

    List<String> lines =
        CommandRun.done(
                "predict",
                folder.resolve("run"),
                "--input",
                folder.resolve("new.csv"),
                "--keep",
                "port")
            .lines();
    assertEquals("port,survived,probability", lines.get(0));
    assertEquals(right.size() - 2, lines.size() - 1);
    int unknown = 0;
    for (int row = 0; row < lines.size() - 1; row++) {
      String[] cells = lines.get(row + 1).split(",");
      double probability = Double.parseDouble(cells[2]);
      double ofYes = cells[1].equals("yes") ? probability : 1 - probability;
      // No training row has 0 for all ports, so the level there keeps a share of the first weights.
      boolean isUnknown = cells[0].equals("X");
      unknown += isUnknown ? 1 : 0;
      double near = isUnknown ? 0.1 : 1e-4;
      assertEquals(right.get(row + 2), ofYes, near, "row " + row + ": " + lines.get(row + 1));
    }
    assertEquals(2, unknown);
  }

  @Test
  void anUnknownPortIsNamedWithItsLine() throws IOException {
    CommandRun run =
        train(DATA + "standardize: features, ignored: [id, name], columns: {class: category}}");
    assertEquals(0, run.exitCode(), run.err());
    CommandRun predicted =
        CommandRun.of("predict", folder.resolve("run"), "--input", folder.resolve("new.csv"));
    assertEquals(1, predicted.exitCode());
    assertEquals(
        "error: "
            + folder.resolve("new.csv")
            + ", line 5, column 8 'port': the cell is 'X'; expected one of [C, Q, S]; fix: correct it,"
            + " or train with data.unseen: unknown to let a model take categories that it does not"
            + " know",
        predicted.err().strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "columns: {class: number}|data.columns is {class=number}, and was {class=category} in"
            + " training",
        "columns: {class: {type: category, unseen: unknown}}|data.columns is {class=category unseen"
            + " unknown}, and was {class=category} in training",
        "columns: {class: category}, unseen: unknown|data.unseen is unknown, and was error in"
            + " training",
        "|data.columns is {}, and was {class=category} in training"
      })
  void otherColumnsThanInTrainingAreRefused(String columns, String problem) throws IOException {
    String data = DATA + "standardize: features, ignored: [id, name]";
    CommandRun run = train(data + ", columns: {class: category}}");
    assertEquals(0, run.exitCode(), run.err());
    Path other = folder.resolve("other.yaml");
    Files.writeString(
        other, "data: " + data + (columns == null ? "" : ", " + columns) + "}\n" + REST);
    CommandRun judged =
        CommandRun.of(
            "evaluate", other, "--weights", folder.resolve("run").resolve("model.safetensors"));
    assertEquals(1, judged.exitCode(), judged.out());
    assertTrue(judged.err().startsWith("error: " + problem), judged.err());
  }

  private static double score(String out, String name) {
    String[] words = out.strip().split("\\s+");
    return Double.parseDouble(words[List.of(words).indexOf(name) + 1]);
  }
}
