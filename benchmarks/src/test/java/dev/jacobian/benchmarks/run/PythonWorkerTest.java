package dev.jacobian.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.benchmarks.work.ArrayTask;
import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.CsvTask;
import dev.jacobian.benchmarks.work.EpochTask;
import dev.jacobian.benchmarks.work.GenerationTask;
import dev.jacobian.benchmarks.work.ImageTask;
import dev.jacobian.benchmarks.work.ResidualTask;
import dev.jacobian.benchmarks.work.RowsTask;
import dev.jacobian.benchmarks.work.SequenceTask;
import dev.jacobian.benchmarks.work.StepTask;
import dev.jacobian.benchmarks.work.Workload;
import dev.jacobian.benchmarks.worker.Protocol;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the scripts for Python repeat of Java's side; the numbers are compared by every run. */
class PythonWorkerTest {
  private static final Set<Workload> OF_ONE_CALL =
      EnumSet.of(
          Workload.W4,
          Workload.W4_TRANSPOSED,
          Workload.W4_COLUMNS,
          Workload.W4_STRIDED,
          Workload.W5,
          Workload.W6,
          Workload.W11,
          Workload.W12,
          Workload.W13);

  @Test
  void theWorkerSpeaksTheProtocol() throws IOException {
    assertContains("worker.py", "MARK = \"" + Protocol.MARK + "\"");
    for (String word : List.of(Protocol.ABOUT, Protocol.CHECK, Protocol.ABSENT)) {
      assertContains("worker.py", "answer(\"" + word + " \"");
    }
    assertContains("worker.py", "answer(f\"" + Protocol.TOOK + " {calls} {took!r}\")");
    assertContains("worker.py", "return \"" + Protocol.DONE + "\"");
    assertContains("worker.py", "if command == \"" + Protocol.WARM + "\"");
    assertContains("worker.py", "if command == \"" + Protocol.RESIDENT + "\"");
    assertContains("worker.py", "answer(f\"" + Protocol.RESIDENT + " {resident()!r}\")");
  }

  @Test
  void theWorkerHasTheCheckpointsOfTheWorkloads() throws IOException {
    for (Workload workload :
        List.of(
            Workload.W1,
            Workload.W2,
            Workload.W3,
            Workload.W9,
            Workload.W10,
            Workload.W16,
            Workload.W17)) {
      String numbers = workload.checkpoints().toString().replace('[', '(').replace(']', ')');
      assertContains("worker.py", "\"" + workload + "\": " + numbers);
    }
    for (Workload workload : OF_ONE_CALL) {
      assertTrue(workload.checkpoints().equals(List.of(1)), workload::name);
    }
    assertContains("worker.py", "CHECKPOINTS.get(workload, (1,))");
  }

  @Test
  void theTasksAreThoseOfJava() throws IOException {
    for (Workload workload : List.of(Workload.W1, Workload.W2)) {
      StepTask task = StepTask.of(workload);
      assertContains(
          "tasks.py", "\"" + workload + "\": (" + task.batch() + ", " + task.widths() + ")");
    }
    assertContains(
        "tasks.py",
        "SIDE, COLUMNS, FIRST_COLUMN, STEP = "
            + list(ArrayTask.SIDE, ArrayTask.COLUMNS, ArrayTask.FIRST_COLUMN, ArrayTask.STEP));
    assertContains(
        "tasks.py",
        "SIDES = {\"W5\": " + ArrayTask.SIDE + ", \"W5_LARGE\": " + ArrayTask.LARGE_SIDE + "}");
    assertContains(
        "tasks.py",
        "ROWS, CLASSES, WIDTH = " + list(RowsTask.ROWS, RowsTask.CLASSES, RowsTask.WIDTH));
    assertContains(
        "tasks.py",
        "LENGTH, GPT_BATCH, TOKENS, GPT_WIDTH, HEADS, BLOCKS, GPT_RATE = "
            + list(SequenceTask.LENGTH, SequenceTask.GPT_BATCH, SequenceTask.TOKENS)
            + ", "
            + list(SequenceTask.GPT_WIDTH, SequenceTask.HEADS, SequenceTask.BLOCKS)
            + ", 1e-3");
    assertContains(
        "tasks.py",
        "LSTM_BATCH, LSTM_WIDTH, LSTM_LAYERS, LSTM_RATE = "
            + list(SequenceTask.LSTM_BATCH, SequenceTask.LSTM_WIDTH, SequenceTask.LSTM_LAYERS)
            + ", "
            + SequenceTask.LSTM_LEARNING_RATE);
    assertContains(
        "tasks.py",
        "PROMPT, NEW_TOKENS, VOCABULARY, GENERATION_WEIGHT = "
            + list(GenerationTask.PROMPT, GenerationTask.NEW_TOKENS, GenerationTask.TOKENS)
            + ", "
            + GenerationTask.FIRST_WEIGHT_SEED);
    assertContains(
        "tasks.py",
        "RESIDUAL_BATCH, RESIDUAL_SIDE, RESIDUAL_CLASSES, RESIDUAL_WEIGHT = "
            + list(ResidualTask.BATCH, ResidualTask.SIDE, ResidualTask.CLASSES)
            + ", "
            + ResidualTask.FIRST_WEIGHT_SEED);
    assertEquals(EpochTask.LEARNING_RATE, ResidualTask.LEARNING_RATE);
    assertContains("tasks.py", "FIRST_WEIGHT = " + SequenceTask.FIRST_WEIGHT_SEED);
    assertContains("tasks.py", "LEARNING_RATE = " + EpochTask.LEARNING_RATE);
    assertEquals(EpochTask.LEARNING_RATE, ImageTask.LEARNING_RATE);
    assertContains(
        "tasks.py",
        "IMAGES, IMAGE_SIDE, IMAGE_CLASSES = "
            + list(ImageTask.BATCH, ImageTask.SIDE, ImageTask.CLASSES));
    assertContains("tasks.py", "IMAGE_WEIGHTS = " + ImageTask.WEIGHTS);
    assertContains("tasks.py", EpochTask.FEATURES + ", " + EpochTask.BATCH + ", 10_000");
    assertContains("tasks.py", "range(" + CsvTask.FEATURES + ")], " + CsvTask.JUDGED_ROWS);
    assertContains("tasks.py", "CSV_TARGET = \"" + CsvTask.TARGET + "\"");
  }

  @Test
  void everyContenderOfPythonHasAModule() throws IOException {
    for (Contender contender : Contender.values()) {
      boolean isTorch = contender.name().startsWith("PYTORCH");
      if (contender.host() == Contender.Host.PYTHON && !isTorch) {
        assertContains("worker.py", "\"" + contender + "\": \"with_");
      }
    }
  }

  private static String list(int... numbers) {
    return Arrays.stream(numbers).mapToObj(String::valueOf).collect(Collectors.joining(", "));
  }

  private static void assertContains(String name, String expected) throws IOException {
    String script = Session.script(name);
    assertTrue(script.contains(expected), () -> name + " lacks: " + expected);
  }
}
