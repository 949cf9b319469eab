package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --fast-dev-run}, and {@code overfitBatches}. */
class TrialTest {
  @TempDir private Path folder;
  private Path config = Path.of("");

  @BeforeEach
  void writeConfig() throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i).append(',').append(2 * i).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: rows.csv, target: y, validation: 0.2, standardize: all}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1}
        schedule: {type: one_cycle, maxLearningRate: 0.5, cycleMomentum: false}
        epochs: 500
        batchSize: 8
        earlyStopping: {patience: 1}
        device: cpu
        """);
  }

  @Test
  void aTrialSaysThatItIsOneAndWritesNothing() throws IOException {
    Path out = folder.resolve("out");
    List<String> lines = CommandRun.done("train", "--fast-dev-run", config, "--out", out).lines();
    assertEquals("trial       done with 1 batch; nothing was written", lines.get(lines.size() - 1));
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("trained 1 epoch in")), lines::toString);
    lines = CommandRun.done("train", config, "--out", out, "--set", "fastDevRun=3").lines();
    assertEquals(
        "trial       done with 3 batches; nothing was written", lines.get(lines.size() - 1));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void aTrialLeavesAnUnfinishedRunAlone() throws IOException {
    Path out = folder.resolve("out");
    CommandRun.done("train", config, "--out", out, "--set", "timeLimit=1ms");
    List<Path> before = files(out);
    assertEquals(2, before.size(), before.toString());
    CommandRun.done("train", config, "--out", out, "--fast-dev-run");
    assertEquals(before, files(out));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  @Test
  void aTrialIsNotResumed() {
    CommandRun both = CommandRun.of("train", config, "--fast-dev-run", "--resume");
    assertEquals(2, both.exitCode());
    assertTrue(both.err().contains("mutually exclusive"), both.err());
    CommandRun inFile = CommandRun.of("train", config, "--set", "fastDevRun=2", "--resume");
    assertEquals(
        "error: --resume with fastDevRun 2; expected a run that counts; fix: leave out one of the two",
        inFile.err().strip());
  }

  @Test
  void aRunThatRepeatsBatchesIsLikeAnyOther() {
    Path out = folder.resolve("out");
    List<String> lines =
        CommandRun.done(
                "train", config, "--out", out, "--set", "overfitBatches=2", "--set", "epochs=20")
            .lines();
    assertTrue(lines.contains("weights     " + out.resolve("model.safetensors")), lines.toString());
  }
}
