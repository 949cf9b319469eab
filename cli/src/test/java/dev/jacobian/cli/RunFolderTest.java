package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a folder that has a run, or is taken away from one. */
class RunFolderTest {
  @TempDir private Path folder;
  private Path config = Path.of("");
  private Path run = Path.of("");

  @BeforeEach
  void writeRows() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "x,y\n0,1\n1,3\n2,5\n3,7\n");
    config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: rows.csv, target: y}
        model: linear
        optimizer: {type: sgd, learningRate: 0.01}
        epochs: 3
        device: cpu
        """);
    run = folder.resolve("run");
  }

  private Path weights() {
    return run.resolve("model.safetensors");
  }

  private Path previous() {
    return run.resolve("model.previous.safetensors");
  }

  @Test
  void trainingOverAFinishedRunSaysWhichAndLeavesTheNewWeightsOnly() throws IOException {
    CommandRun first = CommandRun.done("train", config, "--out", run);
    assertFalse(first.out().contains("replaces"), first.out());
    byte[] before = Files.readAllBytes(weights());
    CommandRun second =
        CommandRun.done("train", config, "--out", run, "--set", "optimizer.learningRate=0.02");
    String line =
        second.lines().stream().filter(l -> l.startsWith("replaces")).findFirst().orElseThrow();
    assertTrue(
        line.matches(
            "replaces    the run of \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d with train_loss \\S+ .*;"
                + " its weights are model.previous.safetensors until the new ones are whole"),
        line);
    assertFalse(Files.exists(previous()));
    assertFalse(Arrays.equals(before, Files.readAllBytes(weights())));
  }

  @Test
  void aRunThatFailsLeavesTheWeightsBeforeIt() throws IOException {
    CommandRun.done("train", config, "--out", run);
    byte[] before = Files.readAllBytes(weights());
    for (int i = 0; i < 2; i++) {
      CommandRun failed =
          CommandRun.of("train", config, "--out", run, "--set", "optimizer.learningRate=1e30");
      assertEquals(1, failed.exitCode());
      assertFalse(Files.exists(weights()), "no weights are taken for those of the run that failed");
      assertArrayEquals(before, Files.readAllBytes(previous()));
    }
    CommandRun.done("train", config, "--out", run, "--restart");
    assertTrue(Files.exists(weights()));
    assertFalse(Files.exists(previous()));
  }

  @Test
  void aDamagedDescriptionOfTheRunBeforeIsNoObstacle() throws IOException {
    CommandRun.done("train", config, "--out", run);
    Files.writeString(run.resolve("run.json"), "{]");
    CommandRun second = CommandRun.done("train", config, "--out", run);
    assertTrue(second.out().contains("replaces    the run of "), second.out());
  }

  @Test
  void toGoOnWithAFinishedRunReplacesNothing() throws IOException {
    CommandRun.done("train", config, "--out", run);
    CommandRun longer =
        CommandRun.done("train", config, "--out", run, "--resume", "--set", "epochs=4");
    assertFalse(longer.out().contains("replaces"), longer.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"metrics.csv", "metrics.jsonl", "timing.jsonl", "run.json", "report.html"})
  void aRunDoesNotWriteOverItsOwnData(String name) throws IOException {
    Files.createDirectories(run);
    Path rows = Files.move(folder.resolve("rows.csv"), run.resolve(name));
    byte[] before = Files.readAllBytes(rows);
    CommandRun refused = CommandRun.of("train", config, "--out", run, "--set", "data.csv=" + rows);
    assertEquals(1, refused.exitCode());
    assertEquals(
        "error: the run reads "
            + rows
            + ", and would write to it as its "
            + name
            + "; expected a folder that has no file of the run's input; fix: choose another --out",
        refused.err().strip());
    assertArrayEquals(before, Files.readAllBytes(rows));
  }

  private CompletableFuture<CommandRun> trainLong() throws Exception {
    CompletableFuture<CommandRun> running =
        CompletableFuture.supplyAsync(
            () -> CommandRun.of("train", config, "--out", run, "--set", "epochs=100000000"));
    Path checkpoints = run.resolve("checkpoints");
    for (int i = 0; !hasCheckpoint(checkpoints); i++) {
      assertTrue(i < 3000 && !running.isDone(), "no checkpoint");
      Thread.sleep(20);
    }
    return running;
  }

  private static boolean hasCheckpoint(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files.anyMatch(file -> file.toString().endsWith(".safetensors"));
    }
  }

  /** Removes a folder into which somebody writes. */
  private static void remove(Path tree) throws IOException {
    Path away = tree.resolveSibling("away");
    Files.move(tree, away);
    try (Stream<Path> files = Files.walk(away)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aFolderThatIsRemovedIsNamedAndTheWeightsAreSaved() throws Exception {
    CompletableFuture<CommandRun> running = trainLong();
    remove(run);
    CommandRun ended = running.get(60, TimeUnit.SECONDS);
    assertEquals(1, ended.exitCode());
    assertEquals(
        "error: the folder "
            + run
            + " was removed or replaced while the run went on; its weights, as they were when this was"
            + " seen, are in "
            + weights()
            + "; expected the folder to stay until the run ends",
        ended.err().strip());
    assertEquals(2, SafeTensors.load(weights()).tensors().size());
  }

  @Test
  void aFolderThatAnotherRunHasNowIsLeftToIt() throws Exception {
    CompletableFuture<CommandRun> running = trainLong();
    remove(run);
    Files.createDirectories(run.resolve("checkpoints"));
    Files.writeString(run.resolve("checkpoints/lock"), "process 1 on elsewhere\n");
    CommandRun ended = running.get(60, TimeUnit.SECONDS);
    assertEquals(1, ended.exitCode());
    assertTrue(
        ended
            .err()
            .contains(
                " while the run went on; its weights could not be saved, since another run has the"
                    + " folder now; expected"),
        ended.err());
    assertFalse(Files.exists(weights()));
  }
}
