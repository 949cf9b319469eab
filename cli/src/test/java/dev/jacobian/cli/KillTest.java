package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompileSettings;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run that is killed and resumed until it ends has the bytes of one that never stopped. The
 * system property {@code jacobian.test.kills} sets the number of rounds.
 */
class KillTest {
  private static final String ROUNDS = "jacobian.test.kills";
  private static final int SHORT_FORM = 2;

  @TempDir Path folder;

  @BeforeEach
  void writeRows() throws IOException {
    Random random = new Random(3);
    StringBuilder rows = new StringBuilder("a,b,c,y\n");
    for (int i = 0; i < 400; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double c = random.nextGaussian();
      rows.append(
          String.format(Locale.ROOT, "%.4f,%.4f,%.4f,%.4f%n", a, b, c, a * b - c * c + 0.5));
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Files.writeString(
        folder.resolve("run.yaml"),
        """
        data: {csv: rows.csv, target: y, standardize: all, validation: 0.2}
        model: {type: mlp, hidden: [24, 12], dropout: 0.1}
        loss: mse
        optimizer: {type: adam, learningRate: 0.01}
        schedule: {type: cosine, unit: step, warmup: 40}
        earlyStopping: {patience: 100}
        epochs: 30
        batchSize: 16
        workers: 1
        checkpoints: {everySteps: 7, keep: 2}
        """);
  }

  /** Texts of different lengths in a table, in batches of texts of like length. */
  @BeforeEach
  void writeTexts() throws IOException {
    Random random = new Random(4);
    StringBuilder rows = new StringBuilder("said,mood\n");
    for (int i = 0; i < 160; i++) {
      String said =
          random
              .ints(1 + random.nextInt(12), 0, 30)
              .mapToObj(word -> "word" + word)
              .collect(Collectors.joining(" "));
      rows.append(said).append(said.contains("word7") ? ",glad\n" : ",sad\n");
    }
    Files.writeString(folder.resolve("texts.csv"), rows);
    Files.writeString(
        folder.resolve("texts.yaml"),
        """
        data: {csv: texts.csv, field: said, target: mood, validation: 0.2}
        model: {type: lstm, embeddingDim: 8, hiddenSize: 12, dropout: 0.1}
        optimizer: {type: adam, learningRate: 0.01}
        epochs: 12
        batchSize: 8
        bucketBatches: 4
        workers: 1
        checkpoints: {everySteps: 7, keep: 2}
        """);
  }

  /**
   * What a run has left at its end.
   *
   * @param weights the model's file
   * @param metrics the file of its steps and epochs
   * @param state model, optimizer, generators and callbacks after the last step
   */
  private record Ended(byte[] weights, List<String> metrics, Checkpoint state) {
    static Ended of(Path run) throws IOException {
      return new Ended(
          Files.readAllBytes(run.resolve("model.safetensors")),
          Files.readAllLines(run.resolve("metrics.jsonl")),
          new CheckpointStore(run.resolve("checkpoints"), 2).newest().orElseThrow().checkpoint());
    }

    void requireSame(Ended other, String round) {
      assertArrayEquals(weights, other.weights, round);
      for (int i = 0; i < Math.min(metrics.size(), other.metrics.size()); i++) {
        assertEquals(metrics.get(i), other.metrics.get(i), round);
      }
      assertEquals(metrics.size(), other.metrics.size(), round);
      assertEquals(state.tensors().keySet(), other.state.tensors().keySet(), round);
      assertTrue(state.tensors().size() > 10, round);
      state
          .tensors()
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(
                      tensor.toDoubleArray(),
                      other.state.tensors().get(name).toDoubleArray(),
                      round + ": " + name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"run.yaml", "texts.yaml"})
  void killedAndResumedUntilTheEndItGivesTheSameBytes(String config) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    boolean isOfTexts = config.startsWith("texts");
    int rounds = Integer.getInteger(ROUNDS, SHORT_FORM) / (isOfTexts ? 2 : 1);
    String[] modes = CompileSettings.isOn() ? new String[] {"on", "off"} : new String[] {"off"};
    if (isOfTexts) {
      modes = new String[] {modes[0]};
    }
    Ended[] expected = new Ended[modes.length];
    long start = System.nanoTime();
    for (int i = 0; i < modes.length; i++) {
      assertEquals(
          0,
          new ProgramRun(folder)
              .end("train", config, "--out", "whole", "--set", "compile=" + modes[i]));
      expected[i] = Ended.of(folder.resolve("whole"));
    }
    int longestWait =
        (int) TimeUnit.NANOSECONDS.toMillis((System.nanoTime() - start) / modes.length * 5 / 4);
    int kills = 0;
    for (int round = 0; round < rounds; round++) {
      int mode = round % modes.length;
      String workers = round / modes.length % 2 == 0 ? "1" : "3";
      String out = "round" + round;
      int code = -1;
      // The first attempt of a round is cut off surely, later ones may come to the end.
      int wait = longestWait / 2;
      while (code != 0) {
        String[] command = {
          "train",
          config,
          "--out",
          out,
          "--resume",
          "--set",
          "compile=" + modes[mode],
          "--set",
          "workers=" + workers
        };
        ProgramRun program = new ProgramRun(folder);
        Process process = program.start(command);
        if (process.waitFor(random.nextInt(wait), TimeUnit.MILLISECONDS)) {
          code = process.exitValue();
          assertEquals(0, code, program.text("err") + " seed " + seed);
        } else {
          process.destroyForcibly().waitFor();
          kills++;
          wait = longestWait;
        }
      }
      expected[mode].requireSame(
          Ended.of(folder.resolve(out)), "round " + round + ", seed " + seed);
    }
    assertTrue(rounds < SHORT_FORM || kills > 0, "nothing was killed, seed " + seed);
  }

  /** Of the old weights and the new ones, some are whole at any time. */
  @Test
  void killedWhileItTrainsOverAFinishedRunItLeavesUsableWeights() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int rounds = Integer.getInteger(ROUNDS, SHORT_FORM);
    Path weights = folder.resolve("over/model.safetensors");
    Path previous = folder.resolve("over/model.previous.safetensors");
    String[] command = {"train", "run.yaml", "--out", "over", "--restart", "--set", "epochs=3"};
    ProgramRun program = new ProgramRun(folder);
    long start = System.nanoTime();
    assertEquals(0, program.end(command), program.text("err"));
    int longest = (int) TimeUnit.NANOSECONDS.toMillis((System.nanoTime() - start) * 5 / 4);
    for (int round = 0; round < rounds; round++) {
      Process process = program.start(command);
      if (!process.waitFor(random.nextInt(longest), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Path usable = Files.exists(weights) ? weights : previous;
      assertTrue(SafeTensors.load(usable).tensors().size() > 4, "seed " + seed);
    }
  }

  @Test
  void aSignalLetsTheStepEndAndSavesTheRun() throws Exception {
    ProgramRun program = new ProgramRun(folder);
    String[] endless = {"train", "run.yaml", "--out", "stopped", "--set", "epochs=1000000"};
    Process process = program.start(endless);
    Path checkpoints = folder.resolve("stopped/checkpoints");
    while (process.isAlive() && count(checkpoints) == 0) {
      Thread.sleep(20);
    }
    process.destroy();
    assertEquals(TrainCommand.EXIT_STOPPED, program.end(process), program.text("err"));
    assertEquals(
        "", program.text("err").lines().filter(l -> l.startsWith("error")).findFirst().orElse(""));
    assertTrue(program.text("out").contains("; --resume goes on with it"), program.text("out"));
    assertFalse(Files.exists(folder.resolve("stopped/model.safetensors")));

    assertEquals(1, program.end(endless));
    assertTrue(
        program
            .text("err")
            .contains(
                "error: stopped has a run that is not finished; expected a folder without one;"
                    + " fix: add --resume to go on with it, --restart to give it up, or choose"
                    + " another --out"),
        program.text("err"));

    Files.writeString(folder.resolve("rows.csv"), "1,2,3,4\n", StandardOpenOption.APPEND);
    assertEquals(2, program.end("train", "run.yaml", "--out", "stopped", "--resume"));
    assertTrue(
        program.text("err").contains("  data.csv: rows.csv has changed: it had "),
        program.text("err"));
  }

  private static long count(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).count();
    }
  }
}
