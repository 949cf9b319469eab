package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.device.Device;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.io.SafeTensorsFile;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.StateException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class weights that a configuration names. */
class ClassWeightsTest {
  @TempDir private Path folder;

  /** Six rows of fig, three of yew, one of oak; and the same with fig and the others. */
  @BeforeEach
  void writeRows() throws IOException {
    List<String> kinds =
        List.of("fig", "fig", "yew", "fig", "oak", "fig", "yew", "fig", "fig", "yew");
    SplittableRandom random = new SplittableRandom(4);
    StringBuilder text = new StringBuilder("a,b,kind,isFig\n");
    for (String kind : kinds) {
      text.append(random.nextDouble() + kinds.indexOf(kind)).append(',');
      text.append(random.nextDouble()).append(',');
      text.append(kind).append(',').append(kind.equals("fig") ? "yes" : "no").append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
  }

  private RunConfig config(String loss, String target) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, features: [a, b], target: %s}
        model: %s
        loss: %s
        optimizer: {type: sgd, learningRate: 0.5}
        epochs: 4
        batchSize: 4
        device: cpu
        """
            .formatted(target, target.equals("kind") ? "softmax" : "logistic", loss));
    return RunConfig.load(file, List.of());
  }

  /** Trains, and returns weights and loss. */
  private double[] trained(String loss, String target) throws IOException {
    TrainingRun run = TrainingRun.prepare(config(loss, target));
    double score = run.train(Device.cpu()).trainScores().get("loss");
    double[] weights = run.model().parameters().get(0).tensor().toDoubleArray();
    double[] all = Arrays.copyOf(weights, weights.length + 1);
    all[weights.length] = score;
    return all;
  }

  @Test
  void balancedIsTheRowsOverClassesTimesTheRowsOfTheClass() throws IOException {
    double[] balanced = trained("{type: cross_entropy, classWeights: balanced}", "kind");
    double[] byHand =
        trained(
            "{type: cross_entropy, classWeights: [%s, %s, %s]}"
                .formatted(10 / (3.0 * 6), 10 / 3.0, 10 / (3.0 * 3)),
            "kind");
    assertArrayEquals(byHand, balanced);
    assertFalse(Arrays.equals(trained("cross_entropy", "kind"), balanced));
  }

  @Test
  void aBalancedPositiveWeightIsTheRatioOfTheOthersToThePositives() throws IOException {
    double[] balanced = trained("{type: bce_with_logits, posWeight: balanced}", "isFig");
    assertArrayEquals(
        trained("{type: bce_with_logits, posWeight: %s}".formatted(4 / 6.0), "isFig"), balanced);
    assertFalse(Arrays.equals(trained("bce_with_logits", "isFig"), balanced));
  }

  @Test
  void aWrongNumberOfWeightsIsAnErrorAtItsPlaceThatNamesTheClasses() throws IOException {
    RunConfig config = config("{type: cross_entropy, classWeights: [1, 2]}", "kind");
    assertEquals(
        config.file()
            + ":3:43: loss.classWeights: there are 3 classes, and 2 weights; expected a weight for each of fig, oak, yew, in this order",
        assertThrows(ConfigException.class, () -> TrainingRun.prepare(config)).getMessage());
  }

  @Test
  void evaluationTakesTheWeightsOfTraining() throws IOException {
    RunConfig config = config("{type: cross_entropy, classWeights: balanced}", "kind");
    TrainingRun run = TrainingRun.prepare(config);
    double expected = run.train(Device.cpu()).trainScores().get("loss");
    Path file = run.savedModel().save(folder);
    assertEquals(List.of(6L, 1L, 3L), SavedModel.read(file).preparation().classRows());
    Scoring.Scored scored = Scoring.score(config, SavedModel.read(file), Device.cpu());
    assertEquals(expected, scored.scores().get("loss"));
  }

  @Test
  void weightsTrainedOtherwiseCannotBeJudgedByABalancedLoss() throws IOException {
    TrainingRun run = TrainingRun.prepare(config("cross_entropy", "kind"));
    Path file = run.savedModel().save(folder);
    SavedModel saved = SavedModel.read(file);
    RunConfig balanced = config("{type: cross_entropy, classWeights: balanced}", "kind");
    assertEquals(
        "the loss is balanced by the rows of each class in training, which the weights do not tell; expected weights"
            + " that were trained with a balanced loss; fix: use the configuration that the weights were trained with",
        assertThrows(StateException.class, () -> Scoring.score(balanced, saved, Device.cpu()))
            .getMessage());
  }

  @Test
  void aClassWithoutARowInTrainingCannotBeBalanced() throws IOException {
    Path rows = folder.resolve("rows.csv");
    RunConfig config = config("{type: bce_with_logits, posWeight: balanced}", "isFig");
    List<String> lines = Files.readAllLines(rows);
    Files.write(rows, List.of(lines.get(0), lines.get(1), lines.get(3)));
    RunConfig held =
        RunConfig.load(config.file(), List.of("data.validation=0.5", "loss.posWeight=balanced"));
    assertEquals(
        "the target 'isFig': the loss is balanced by the training rows of each class, and there are none of 'yes':"
            + " the split holds out the only row of 'yes'; expected at least one training row of each class; fix:"
            + " change seed or data.validation, use more rows of the class, or give the weights as numbers",
        assertThrows(DataException.class, () -> TrainingRun.prepare(held)).getMessage());
  }

  @Test
  void damagedCountsInAFileAreNamed() throws IOException {
    TrainingRun run = TrainingRun.prepare(config("cross_entropy", "kind"));
    Path file = run.savedModel().save(folder);
    SafeTensorsFile content = SafeTensors.load(file);
    Map<String, String> metadata = new HashMap<>(content.metadata());
    metadata.put("class_rows", "[1, x]");
    SafeTensors.save(file, content.tensors(), metadata);
    assertEquals(
        file + ": the metadata 'class_rows' is '[1, x]'; expected a JSON list of whole numbers",
        assertThrows(FileFormatException.class, () -> SavedModel.read(file)).getMessage());
  }
}
