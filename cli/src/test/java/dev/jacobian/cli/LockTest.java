package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes and one folder: one of them has it, and when it is killed the next one does. The
 * system property {@code jacobian.test.locks} sets the number of rounds. Network file systems are
 * not tried.
 */
class LockTest {
  private static final String ROUNDS = "jacobian.test.locks";
  private static final String[] ENDLESS = {
    "train", "../run.yaml", "--out", "../run", "--resume", "--set", "epochs=100000000"
  };

  @TempDir private Path folder;
  private ProgramRun first = new ProgramRun(Path.of(""));
  private ProgramRun second = new ProgramRun(Path.of(""));

  @BeforeEach
  void writeRows() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "x,y\n0,1\n1,3\n2,5\n3,7\n");
    Files.writeString(
        folder.resolve("run.yaml"),
        """
        data: {csv: rows.csv, target: y}
        model: linear
        optimizer: {type: sgd, learningRate: 0.01}
        epochs: 100000000
        checkpoints: {everySteps: 500, keep: 2}
        device: cpu
        """);
    first = new ProgramRun(Files.createDirectory(folder.resolve("first")));
    second = new ProgramRun(Files.createDirectory(folder.resolve("second")));
  }

  private boolean hasCheckpoint() throws IOException {
    Path checkpoints = folder.resolve("run/checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files.anyMatch(file -> file.toString().endsWith(".safetensors"));
    }
  }

  private void awaitCheckpoint(Process process) throws Exception {
    for (int i = 0; !hasCheckpoint(); i++) {
      assertTrue(process.isAlive() && i < 6000, "no checkpoint: " + first.text("err"));
      Thread.sleep(20);
    }
  }

  @Test
  void theSecondIsRefusedAndTheKilledOneGivesWay() throws Exception {
    int rounds = Integer.getInteger(ROUNDS, 1);
    for (int round = 0; round < rounds; round++) {
      Process running = first.start(ENDLESS);
      awaitCheckpoint(running);
      assertEquals(1, second.end(ENDLESS));
      String refusal = second.text("err");
      assertTrue(
          refusal.startsWith("error: ../run is in use by another run: process " + running.pid()),
          refusal);
      assertEquals(1, refusal.lines().count(), refusal);
      assertFalse(second.text("out").contains("epoch"), second.text("out"));
      assertTrue(running.isAlive());
      running.destroyForcibly();
      // At once: the system has to have given the lock back.
      Process next = second.start(ENDLESS);
      for (int i = 0; !second.text("out").contains("resumed "); i++) {
        assertTrue(next.isAlive() && i < 6000, second.text("err"));
        Thread.sleep(20);
      }
      next.destroyForcibly().waitFor();
      running.waitFor();
    }
  }

  @Test
  void ofTwoThatStartAtOnceOneTrains() throws Exception {
    int rounds = Integer.getInteger(ROUNDS, 1);
    for (int round = 0; round < rounds; round++) {
      Process a = first.start(ENDLESS);
      Process b = second.start(ENDLESS);
      while (a.isAlive() && b.isAlive()) {
        Thread.sleep(20);
      }
      Process refused = a.isAlive() ? b : a;
      Process running = a.isAlive() ? a : b;
      ProgramRun loser = a.isAlive() ? second : first;
      assertEquals(1, refused.waitFor(), loser.text("err"));
      assertTrue(
          loser
              .text("err")
              .startsWith("error: ../run is in use by another run: process " + running.pid()),
          loser.text("err"));
      awaitCheckpoint(running);
      assertFalse(running.waitFor(200, TimeUnit.MILLISECONDS), "both have ended");
      running.destroyForcibly().waitFor();
      List<Integer> steps =
          Files.readAllLines(folder.resolve("run/metrics.jsonl")).stream()
              .filter(line -> line.contains("\"kind\":\"step\"") && line.endsWith("}"))
              .map(line -> Integer.parseInt(line.replaceAll(".*\"step\":(\\d+),.*", "$1")))
              .toList();
      assertEquals(steps.stream().sorted().distinct().toList(), steps, "one run's steps only");
    }
  }
}
