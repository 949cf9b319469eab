package dev.jacobian.trainers.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  private static final int STEPS = 9;

  @TempDir Path folder;

  private static StepRecord step(long number) {
    return new StepRecord(
        (int) (1 + (number - 1) / 3), number, 32, 1.0 / number, 0.1 / 3, OptionalDouble.empty());
  }

  private static ScoreRecord epoch(int number) {
    return ScoreRecord.ofEpoch(number, 3L * number, 0.1, Map.of("train_loss", Math.PI / number));
  }

  private static void write(MetricsLog log, int from, int to) {
    for (int i = from; i <= to; i++) {
      log.append(step(i));
      log.append(new TimingRecord(i, i / 7.0, 1000));
      if (i % 3 == 0) {
        log.append(epoch(i / 3));
      }
    }
  }

  @Test
  void recordsComeBackToTheLastBit() {
    double[] values = {
      0.1,
      1e-310,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      -0.0,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1.0 / 3
    };
    ScoreRecord inside = ScoreRecord.ofValidation(1, 9, 0.5, Map.of("validation_loss", 0.1));
    try (MetricsLog log = MetricsLog.open(folder, 0)) {
      for (int i = 0; i < values.length; i++) {
        log.append(new StepRecord(1, i + 1, 2, values[i], values[i], OptionalDouble.of(values[i])));
      }
      log.append(inside);
      log.append(ScoreRecord.ofEpoch(1, 9, 0.5, Map.of("odd \"name\"\n", Double.NaN)));
    }
    Metrics read = MetricsLog.read(folder);
    assertEquals(values.length, read.steps().size());
    for (int i = 0; i < values.length; i++) {
      assertEquals(
          new StepRecord(1, i + 1, 2, values[i], values[i], OptionalDouble.of(values[i])),
          read.steps().get(i));
    }
    assertEquals(List.of(inside, read.epochs().get(0)), read.scores());
    assertEquals(
        List.of(ScoreRecord.ofEpoch(1, 9, 0.5, Map.of("odd \"name\"\n", Double.NaN))),
        read.epochs());
  }

  @Test
  void aThreadThatWasInterruptedWritesTheSameBytes() throws IOException {
    try (MetricsLog log = MetricsLog.open(folder.resolve("whole"), 0)) {
      write(log, 1, STEPS);
    }
    try (MetricsLog log = MetricsLog.open(folder.resolve("interrupted"), 0)) {
      write(log, 1, 4);
      Thread.currentThread().interrupt();
      write(log, 5, STEPS);
    } finally {
      assertTrue(Thread.interrupted(), "the flag was lost");
    }
    assertEquals(
        MetricsLog.read(folder.resolve("whole")), MetricsLog.read(folder.resolve("interrupted")));
  }

  @Test
  void aRunThatGoesOnAfterAnyStepHasTheSameBytes() throws IOException {
    try (MetricsLog log = MetricsLog.open(folder.resolve("whole"), 0)) {
      write(log, 1, STEPS);
    }
    byte[] expected = Files.readAllBytes(folder.resolve("whole/metrics.jsonl"));
    for (int written = 0; written <= STEPS; written++) {
      for (int kept = 0; kept <= written; kept++) {
        Path run = folder.resolve(written + "-" + kept);
        try (MetricsLog log = MetricsLog.open(run, 0)) {
          write(log, 1, written);
        }
        try (MetricsLog log = MetricsLog.open(run, kept)) {
          write(log, kept + 1, STEPS);
        }
        assertArrayEquals(
            expected,
            Files.readAllBytes(run.resolve("metrics.jsonl")),
            written + " steps written, " + kept + " kept");
      }
    }
  }

  @Test
  void aLastLineThatWasCutAnywhereIsForgotten() throws IOException {
    try (MetricsLog log = MetricsLog.open(folder, 0)) {
      write(log, 1, 4);
    }
    Path file = folder.resolve("metrics.jsonl");
    byte[] whole = Files.readAllBytes(file);
    int cuts = 0;
    for (int length = whole.length - 1; whole[length - 1] != '\n'; length--) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertEquals(3, MetricsLog.read(folder).steps().size());
      try (MetricsLog log = MetricsLog.open(folder, 4)) {
        log.append(step(4));
      }
      assertArrayEquals(whole, Files.readAllBytes(file), "cut to " + length);
      cuts++;
    }
    assertTrue(cuts > 50, cuts + " cuts");
  }

  @Test
  void aDamagedLineInTheMiddleIsNamed() throws IOException {
    try (MetricsLog log = MetricsLog.open(folder, 0)) {
      write(log, 1, 3);
    }
    Path file = folder.resolve("metrics.jsonl");
    List<String> lines = Files.readAllLines(file);
    lines.set(1, lines.get(1).replace("step", "stop"));
    Files.write(file, lines);
    FileFormatException error =
        assertThrows(FileFormatException.class, () -> MetricsLog.read(folder));
    assertEquals(
        file
            + ":2: this line has no record; expected a line that jacobian wrote; fix: remove the"
            + " line",
        error.getMessage());
  }

  @Test
  void theTableHasARowForEachEpoch() {
    ScoreRecord second = ScoreRecord.ofEpoch(2, 6, 0.05, Map.of("validation_loss", 0.25));
    assertEquals(
        "epoch,step,learningRate,train_loss,validation_loss\r\n1,3,0.1,"
            + Math.PI
            + ",\r\n2,6,0.05,,0.25\r\n",
        MetricsCsv.text(List.of(epoch(1), second)).replace("\r\n", "\n").replace("\n", "\r\n"));
  }
}
