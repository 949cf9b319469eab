package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Splits;
import dev.jacobian.data.Subset;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.config.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Classes that a split leaves without rows, and scores of weights that are not the last, are said.
 */
class SplitClassesTest {
  @TempDir private Path folder;

  private RunConfig config(String loss, Object... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, target: kind, validation: 0.25}
        model: %s
        loss: %s
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 1
        device: cpu
        """
            .formatted(loss.contains("bce") ? "logistic" : "softmax", loss));
    return RunConfig.load(file, Arrays.stream(settings).map(Object::toString).toList());
  }

  /** Writes a row for each label. */
  private void write(String labels) throws IOException {
    StringBuilder text = new StringBuilder("x,kind\n");
    int row = 0;
    for (String label : labels.split(" ")) {
      text.append(row++).append(',').append(label).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
  }

  /** Returns whether a class has rows in the training part and in the one that is held out. */
  private boolean[] has(String label, int seed) {
    CsvDataset rows =
        CsvDataset.read(
            folder.resolve("rows.csv"), CsvDataset.Options.defaults().withClassTarget("kind"));
    List<Subset> parts = Splits.randomSplit(rows, seed, 0.75, 0.25);
    boolean[] has = new boolean[2];
    for (int i = 0; i < 2; i++) {
      long[] indices = LongStream.range(0, parts.get(i).size()).toArray();
      long index = rows.classNames().indexOf(label);
      has[i] =
          LongStream.of(parts.get(i).gather(indices).targets().toLongArray())
              .anyMatch(each -> each == index);
    }
    return has;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a a a b b b a b c a b a", "fig fig yew fig yew yew fig yew fig yew oak fig",
        "1 2 1 2 1 2 1 2 1 2 10 1", "1.0 2.0 1.0 2.0 +3 1.0 2.0 1 2 1 2 1"
      })
  void aClassOfOneRowIsNamedWhereverTheSplitPutsIt(String labels) throws IOException {
    write(labels);
    String rare =
        labels.contains("c")
            ? "c"
            : labels.contains("oak") ? "oak" : labels.contains("10") ? "10" : "3";
    int held = 0;
    for (int seed = 0; seed < 24; seed++) {
      boolean[] has = has(rare, seed);
      RunConfig plain = config("cross_entropy", "seed=" + seed);
      String notes = String.join("\n", TrainingRun.prepare(plain).data().notes().lines());
      RunConfig balanced = config("{type: cross_entropy, classWeights: balanced}", "seed=" + seed);
      if (!has[0]) {
        held++;
        assertTrue(
            notes.contains(
                "none of the training rows is of '"
                    + rare
                    + "', which the model cannot learn; change seed or data.validation"),
            notes);
        assertEquals(
            "the target 'kind': the loss is balanced by the training rows of each class, and there"
                + " are none of '"
                + rare
                + "': the split holds out the only row of '"
                + rare
                + "'; expected at least one training row of each class; fix: change seed or"
                + " data.validation, use more rows of the class, or give the weights as numbers",
            assertThrows(DataException.class, () -> TrainingRun.prepare(balanced)).getMessage());
      } else {
        assertTrue(
            notes.matches("none of the rows held out is of .*'" + rare + "'.*, which .*"),
            seed + notes);
        TrainingRun.prepare(balanced);
      }
    }
    assertTrue(held > 0, "no seed holds the row out");
  }

  @Test
  void allRowsOfAClassThatAreHeldOutAreCountedAndBinaryLossesToo() throws IOException {
    write("no no no no no no yes yes");
    int seen = 0;
    for (int seed = 0; seed < 200 && seen == 0; seed++) {
      if (!has("yes", seed)[0]) {
        seen++;
        RunConfig config = config("{type: bce_with_logits, posWeight: balanced}", "seed=" + seed);
        String message =
            assertThrows(DataException.class, () -> TrainingRun.prepare(config)).getMessage();
        assertTrue(message.contains("the split holds out all 2 rows of 'yes'"), message);
      }
    }
    assertEquals(1, seen);
  }

  @Test
  void aSplitThatHasEveryClassSaysNothingAndManyClassesAreCutShort() throws IOException {
    write("a b ".repeat(60).strip());
    assertEquals(List.of(), TrainingRun.prepare(config("cross_entropy")).data().notes().lines());
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      labels.append("k").append(i).append(' ');
    }
    write(labels.toString().strip());
    List<String> notes = TrainingRun.prepare(config("cross_entropy")).data().notes().lines();
    assertEquals(2, notes.size(), notes.toString());
    assertTrue(notes.get(0).contains("' and 5 more, which the model cannot"), notes.get(0));
    assertTrue(notes.get(1).contains("' and 25 more, which validation"), notes.get(1));
  }

  @Test
  void scoresOfAnEarlierEpochSayWhichOne() throws IOException {
    write("a a b a b b a b a b b a a a b a b b a b a b b a");
    RunConfig config = config("cross_entropy", "epochs=12", "optimizer.learningRate=3");
    TrainingRun run = TrainingRun.prepare(config);
    TrainingRun.TrainedRun trained = run.train(Device.cpu());
    List<EpochScores> history = trained.result().history();
    int best = 0;
    for (int i = 0; i < history.size(); i++) {
      best =
          history.get(i).score("validation_loss") < history.get(best).score("validation_loss")
              ? i
              : best;
    }
    assertTrue(best < 11, "the last epoch was the best");
    assertEquals(1 + best, trained.earlierEpoch().orElseThrow());
    assertEquals(
        "of the weights after epoch "
            + (1 + best)
            + ", whose validation_loss was the best; the last epoch was 12",
        trained.origin("validation_loss").orElseThrow());
    Map<String, Double> scores = trained.validationScores().orElseThrow();
    assertEquals(history.get(best).score("validation_loss"), scores.get("loss"), 1e-6);
    TrainingRun.TrainedRun last =
        TrainingRun.prepare(config("cross_entropy", "epochs=12", "keepBest=false"))
            .train(Device.cpu());
    assertTrue(last.origin("validation_loss").isEmpty());
  }
}
