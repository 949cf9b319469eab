package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.trainers.record.MetricsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run goes on with the settings it was begun with, or says which ones differ. */
class ResumeSettingsTest {
  private static final String CONFIG =
      """
      data: {csv: rows.csv, target: y, standardize: all, validation: 0.25}
      model: {type: mlp, hidden: [5], activation: tanh, dropout: 0.1}
      loss: mse
      optimizer: {type: adam, learningRate: 0.01}
      epochs: 2
      batchSize: 8
      seed: 3
      device: cpu
      """;

  @TempDir private Path folder;
  private Path run = Path.of("");

  @BeforeEach
  void trainOnce() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder rows = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 40; i++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      rows.append(a).append(',').append(b).append(',').append(a - 2 * b).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Files.writeString(folder.resolve("run.yaml"), CONFIG);
    run = folder.resolve("run");
    CommandRun.done("train", folder.resolve("run.yaml"), "--out", run);
  }

  private CommandRun resume(String... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("train", folder.resolve("run.yaml"), "--out", run, "--resume"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  private CommandRun resumeWith(String... settings) {
    List<String> arguments = new ArrayList<>();
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return resume(arguments.toArray(String[]::new));
  }

  @Test
  void aFinishedRunIsNotGivenOtherSettings() throws IOException {
    byte[] info = Files.readAllBytes(run.resolve("run.json"));
    CommandRun refused = resumeWith("loss=l1", "model.dropout=0.7");
    assertEquals(2, refused.exitCode(), refused.out());
    assertEquals(
        List.of(
            "error: the run in "
                + run
                + " was begun with other settings or data; expected those that it was begun with;"
                + " fix: set them back, begin anew with --restart, or go on all the same with"
                + " --allow-changed model.dropout,loss",
            "  model.dropout: saved 0.1, now 0.7",
            "  loss: saved mse, now l1"),
        refused.err().lines().toList());
    assertEquals("", refused.out());
    assertEquals(new String(info), Files.readString(run.resolve("run.json")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss=huber|loss: saved mse, now huber",
        "loss={type: mse}; loss=l1|loss: saved mse, now l1",
        "model.dropout=0.5|model.dropout: saved 0.1, now 0.5",
        "model.hidden=[5, 5]|model.hidden: saved [5], now [5, 5]",
        "model.activation=relu|model.activation: saved tanh, now relu",
        "optimizer.type=adamw|optimizer: saved adam, now adamw",
        "optimizer.learningRate=0.011|optimizer.learningRate: saved 0.01, now 0.011",
        "optimizer.weightDecay=0.01|optimizer.weightDecay: saved 0, now 0.01",
        "optimizer.beta2=0.99|optimizer.beta2: saved 0.999, now 0.99",
        "batchSize=10|batchSize: saved 8, now 10",
        "seed=4|seed: saved 3, now 4",
        "shuffle=false|shuffle: saved true, now false",
        "shards=2|shards: saved 1, now 2",
        "metrics=[mae]|metrics: saved [rmse, r2], now [mae]",
        "clipNorm=1|clipNorm: saved none, now 1",
        "clipValue=0.5|clipValue: saved none, now 0.5",
        "schedule=cosine|schedule: saved none, now cosine",
        "earlyStopping.patience=3|earlyStopping.patience: saved none, now 3",
        "keepBest=false|keepBest: saved true, now false",
        "monitor=validation_rmse|monitor: saved validation_loss, now validation_rmse",
        "validateEvery=2 epochs|validateEvery: saved 1 epoch, now 2 epochs",
        "overfitBatches=2|overfitBatches: saved 0, now 2",
        "data.standardize=features|data.standardize: saved all, now features",
        "data.validation=0.5|data.validation: saved 0.25, now 0.5",
        "data.ignored=[b]|data.ignored: saved [], now [b]",
        "data.features=[a]|data.features: saved [], now [a]",
        "data.missing=drop_row|data.missing: saved error, now drop_row"
      })
  void whatChangesTheResultIsRefused(String settings, String line) {
    CommandRun refused = resumeWith(settings.split("; "));
    assertEquals(2, refused.exitCode(), refused.out());
    assertTrue(refused.err().lines().toList().contains("  " + line), refused.err());
    String key = line.substring(0, line.indexOf(':'));
    assertTrue(refused.err().contains("--allow-changed " + key), refused.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "epochs=4",
        "workers=2",
        "prefetch=5",
        "timeLimit=1h",
        "checkpoints.keep=1",
        "checkpoints.everySteps=3",
        "device=auto",
        "compile=off",
        "detectAnomaly=true",
        "data.cache=true",
        // The same in other words.
        "loss={type: mse}",
        "optimizer.learningRate=1e-2",
        "optimizer.weightDecay=0.0",
        "optimizer.beta1=0.9",
        "model.hidden=5",
        "model.dropout=0.10",
        "monitor=validation_loss",
        "keepBest=true",
        "validateEvery=1",
        "shuffle=True",
        "shards=1",
        "data.header=true",
        "data.validation=0.250"
      })
  void whatDoesNotChangeItGoesOn(String setting) {
    CommandRun resumed = resumeWith(setting, "epochs=3");
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertTrue(resumed.out().contains("resumed "), resumed.out());
  }

  @Test
  void anotherFileWithTheSameMeaningGoesOn() throws IOException {
    Path moved = Files.createDirectories(folder.resolve("moved"));
    Files.copy(folder.resolve("rows.csv"), moved.resolve("other.csv"));
    Path config = moved.resolve("same.yaml");
    Files.writeString(
        config,
        """
        # another order, another spelling
        seed: 3
        epochs: 3
        optimizer:
          learningRate: 0.0100
          type: adam
        loss: {type: mse}
        batchSize: 8
        model: {activation: tanh, hidden: 5, type: mlp, dropout: 0.1}
        data: {target: [y], csv: other.csv, validation: 0.25, standardize: all}
        """);
    CommandRun resumed = CommandRun.of("train", config, "--out", run, "--resume");
    assertEquals(0, resumed.exitCode(), resumed.err());
  }

  @Test
  void aRunThatIsKilledDoesNotGoOnAsAnotherThatFinishedInItsFolder() throws IOException {
    Path other = folder.resolve("other.yaml");
    Files.writeString(other, CONFIG.replace("[5]", "[7]").replace("0.01", "0.02"));
    CommandRun.done("train", other, "--out", run, "--restart");
    CommandRun refused = resume();
    assertEquals(2, refused.exitCode());
    assertEquals(
        List.of(
            "  model.hidden: saved [7], now [5]", "  optimizer.learningRate: saved 0.02, now 0.01"),
        refused.err().lines().skip(1).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss=l1|loss",
        "loss=huber; loss.delta=2|loss",
        "model.dropout=0.7|model.dropout",
        "model.dropout=0.7|model",
        "optimizer={type: sgd, learningRate: 0.01, momentum: 0.9}|optimizer",
        "optimizer.type=adamw|all",
        "batchSize=10|batchSize",
        "seed=4|seed",
        "shards=2|shards",
        "schedule={type: step, every: 1}|schedule",
        "earlyStopping.patience=3|earlyStopping",
        "clipNorm=1; clipValue=0.1|clipNorm,clipValue",
        "metrics=[mae]|metrics",
        "data.validation=0.5|data",
        "data.standardize=features|data.standardize"
      })
  void whatIsAllowedToChangeGoesOn(String settings, String allowed) {
    List<String> arguments = new ArrayList<>();
    for (String setting : (settings + "; epochs=3").split("; ")) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of("--allow-changed", allowed));
    CommandRun resumed = resume(arguments.toArray(String[]::new));
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertTrue(resumed.out().contains("changed     "), resumed.out());
    assertTrue(resumed.out().contains("saved "), resumed.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "schedule={type: step, every: 100}"})
  void aLearningRateThatIsAllowedToChangeIsTheNewOne(String schedule) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--set", "optimizer.learningRate=0.5", "--set", "epochs=3", "--allow-changed"));
    arguments.add("all");
    if (!schedule.isEmpty()) {
      arguments.addAll(List.of("--set", schedule));
    }
    CommandRun resumed = resume(arguments.toArray(String[]::new));
    assertEquals(0, resumed.exitCode(), resumed.err());
    List<Double> rates =
        MetricsLog.read(run).epochs().stream().map(epoch -> epoch.learningRate()).toList();
    assertEquals(List.of(0.01, 0.01, 0.5), rates);
  }

  @Test
  void onlyWhatIsNamedMayChange() {
    CommandRun refused = resume("--set", "loss=l1", "--set", "seed=9", "--allow-changed", "loss");
    assertEquals(2, refused.exitCode());
    assertEquals(List.of("  seed: saved 3, now 9"), refused.err().lines().skip(1).toList());
  }

  @Test
  void anUnknownKeyToAllowIsNamed() {
    CommandRun refused = resume("--allow-changed", "los");
    assertEquals(2, refused.exitCode());
    assertEquals(
        "error: --allow-changed: there is no key 'los'; expected keys such as loss, model.dropout or"
            + " data, or all; fix: did you mean loss?",
        refused.err().strip());
  }

  @Test
  void aRunIsNotCutToFewerEpochsThanItHas() {
    CommandRun refused = resumeWith("epochs=1");
    assertEquals(1, refused.exitCode());
    assertEquals(
        "error: the training state has 2 epochs behind it, and the run is to have 1; expected at least"
            + " 2 epochs; fix: set more epochs, or begin anew",
        refused.err().strip());
  }
}
