package dev.jacobian.trainers.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.threads.ThreadSettings;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.run.TrainingRun;
import dev.jacobian.trainers.saved.Preparation;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.TablePreparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PredictorTest {
  @TempDir private Path folder;

  /** Saves a run into a folder that has nothing else. */
  private Path saved(TrainingRun run) throws IOException {
    Path alone = Files.createTempDirectory(folder, "alone");
    run.savedModel().save(alone);
    return alone;
  }

  private static double[][] rows(int count) {
    SplittableRandom random = new SplittableRandom(count);
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = new double[] {random.nextDouble(990, 1060), random.nextDouble(0, 0.02)};
    }
    return rows;
  }

  private static List<Map<String, Double>> named(double[][] rows) {
    List<Map<String, Double>> named = new ArrayList<>();
    for (double[] row : rows) {
      named.add(Map.of("b", row[1], "a", row[0], "else", 7.0));
    }
    return named;
  }

  /** Returns what the trained module itself says, all rows at once. */
  private static double[][] expected(TrainingRun run, double[][] rows) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      run.model().eval();
      TablePreparation preparation = run.data().preparation().table();
      double[] flat = new double[2 * rows.length];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = rows[i / 2][i % 2];
      }
      Tensor outputs = run.model().forward(preparation.inputs(Tensor.of(flat, rows.length, 2)));
      Tensor values =
          switch (preparation.task()) {
            case REGRESSION -> preparation.inDataUnits(outputs);
            case BINARY -> Tensor.concat(1, outputs.neg().sigmoid(), outputs.sigmoid());
            case CLASSES -> outputs.softmax(1);
          };
      double[] cells = values.toDoubleArray();
      double[][] expected = new double[rows.length][cells.length / rows.length];
      for (int i = 0; i < cells.length; i++) {
        expected[i / expected[0].length][i % expected[0].length] = cells[i];
      }
      return expected;
    }
  }

  private static void assertClose(double[][] expected, List<Prediction> actual) {
    assertEquals(expected.length, actual.size());
    for (int row = 0; row < expected.length; row++) {
      double[] values = actual.get(row).values();
      assertEquals(expected[row].length, values.length);
      for (int i = 0; i < values.length; i++) {
        double tolerance = 1e-6 * Math.max(1e-3, Math.abs(expected[row][i]));
        assertEquals(expected[row][i], values[i], tolerance, "row " + row + ", value " + i);
      }
    }
  }

  @Test
  void theFileAloneGivesWhatTheTrainedModelGives() throws IOException {
    List<TrainingRun> runs =
        List.of(
            TrainedRuns.linear(folder),
            TrainedRuns.logistic(folder),
            TrainedRuns.softmax(folder),
            TrainedRuns.mlp(folder));
    for (TrainingRun run : runs) {
      Path alone = saved(run);
      Predictor predictor = Predictor.load(alone);
      assertEquals(run.data().preparation().task(), predictor.task());
      assertEquals(List.of("a", "b"), predictor.schema().names());
      for (int count : new int[] {1, 2, 33, Predictor.BATCH_ROWS + 5}) {
        double[][] rows = rows(count);
        double[][] expected = expected(run, rows);
        assertClose(expected, predictor.predict(rows));
        assertClose(expected, predictor.predict(named(rows)));
        assertClose(expected, List.of(predictor.predict(named(rows).get(0))), 1);
      }
      assertEquals(List.of(), predictor.predict(new double[0][]));
      assertEquals(
          predictor.predict(rows(3)),
          Predictor.load(alone.resolve("model.safetensors")).predict(rows(3)));
    }
  }

  private static void assertClose(double[][] expected, List<Prediction> actual, int rows) {
    double[][] first = new double[rows][];
    System.arraycopy(expected, 0, first, 0, rows);
    assertClose(first, actual);
  }

  @Test
  void numbersHaveTheirTargetsAndClassesTheirProbabilities() throws IOException {
    Prediction number = Predictor.load(saved(TrainedRuns.linear(folder))).predict(rows(1)).get(0);
    assertEquals(Map.of("y", number.number()), number.numbers());
    assertEquals(number.number(), number.number("y"));
    assertTrue(number.number() > 2000 && number.number() < 4000, "in units: " + number);
    assertTrue(number.label().isEmpty() && number.probabilities().isEmpty());
    assertThrows(OptionException.class, number::probability);
    assertEquals(
        "the target 'z'; expected one of [y]",
        assertThrows(OptionException.class, () -> number.number("z")).getMessage());

    Predictor kinds = Predictor.load(saved(TrainedRuns.softmax(folder)));
    assertEquals(List.of("fig", "oak", "yew"), kinds.classNames());
    for (Prediction kind : kinds.predict(rows(50))) {
      Map<String, Double> all = kind.probabilities();
      assertEquals(List.of("fig", "oak", "yew"), List.copyOf(all.keySet()));
      assertEquals(1, all.values().stream().mapToDouble(Double::doubleValue).sum(), 1e-9);
      double best = all.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      assertEquals(best, kind.probability());
      assertEquals(best, kind.probability(kind.label().orElseThrow()));
      assertTrue(kind.numbers().isEmpty());
      assertThrows(OptionException.class, kind::number);
    }
  }

  @Test
  void float32RowsAreTheSameRows() throws IOException {
    Predictor predictor = Predictor.load(saved(TrainedRuns.mlp(folder)));
    float[][] narrow = {{1003.5f, 0.0078125f}, {1010.25f, Float.NaN}};
    double[][] wide = {{1003.5, 0.0078125}, {1010.25, Double.NaN}};
    assertEquals(predictor.predict(wide), predictor.predict(narrow));
  }

  @Test
  void aMissingValueIsFilledInWithTheTrainingMean() throws IOException {
    TrainingRun run = TrainedRuns.mlp(folder);
    double mean = run.data().preparation().table().missing().orElseThrow().values()[1];
    Predictor predictor = Predictor.load(saved(run));
    Map<String, Object> gap = new HashMap<>();
    gap.put("a", 1000);
    gap.put("b", null);
    assertEquals(predictor.predict(Map.of("a", 1000, "b", mean)), predictor.predict(gap));
  }

  private static void assertRefused(String message, Executable call) {
    assertEquals(message, assertThrows(JacobianException.class, call).getMessage());
  }

  @Test
  void whatCannotBeUsedIsNamed() throws IOException {
    Predictor predictor = Predictor.load(saved(TrainedRuns.linear(folder)));
    assertRefused(
        "row 0: the row has no 'b', but [a]; expected a value for each of [a, b]; fix: name it so, or"
            + " give null for a missing value",
        () -> predictor.predict(Map.of("a", 1)));
    assertRefused(
        "row 1: the feature 'b' is 'two'; expected a number",
        () -> predictor.predict(List.of(Map.of("a", 1, "b", 2), Map.of("a", 1, "b", "two"))));
    assertRefused(
        "row 1 has 3 numbers; expected 2, one for each of the features [a, b]",
        () -> predictor.predict(new double[][] {{1, 2}, {1, 2, 3}}));
    assertRefused(
        "row 1: the feature 'b' is missing; expected a number; fix: give it, or train with"
            + " data.missing: mean, so that what is usual is filled in",
        () -> predictor.predict(new double[][] {{1, 2}, {1, Double.NaN}}));
    assertRefused(
        "row 0: the feature 'a' is Infinity; expected a finite number",
        () -> predictor.predict(new double[][] {{Double.POSITIVE_INFINITY, 2}}));
    String message =
        assertThrows(DataException.class, () -> predictor.predict(new double[][] {{1e60, 2}}))
            .getMessage();
    assertTrue(message.startsWith("the feature 'a' has the value "), message);
    assertTrue(message.contains("expected numbers that float32 holds"), message);
  }

  @Test
  void manyThreadsGetTheBitsThatOneGets() throws Exception {
    Predictor predictor = Predictor.load(saved(TrainedRuns.mlp(folder)));
    List<double[][]> inputs = new ArrayList<>();
    List<List<Prediction>> alone = new ArrayList<>();
    for (int count : new int[] {1, 1, 2, 3, 8, 64, 300, 1500}) {
      inputs.add(rows(count));
      alone.add(predictor.predict(inputs.get(inputs.size() - 1)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(12);
    try {
      List<Future<Integer>> calls = new ArrayList<>();
      for (int thread = 0; thread < 12; thread++) {
        int first = thread;
        calls.add(
            threads.submit(
                () -> {
                  int same = 0;
                  for (int call = 0; call < 100; call++) {
                    int choice = (first + call) % inputs.size();
                    List<Prediction> own = predictor.predict(inputs.get(choice));
                    same += own.equals(alone.get(choice)) ? 1 : 0;
                  }
                  return same;
                }));
      }
      for (Future<Integer> call : calls) {
        assertEquals(100, call.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A module that says whether its thread is to compute alone, and may be held up. */
  private static final class Watched extends Module {
    private final List<Boolean> alone = new CopyOnWriteArrayList<>();
    private final CyclicBarrier inside;

    Watched(int callers) {
      super("Watched");
      inside = new CyclicBarrier(callers);
    }

    @Override
    public Tensor forward(Tensor input) {
      alone.add(ThreadSettings.isAlone());
      try {
        inside.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException(e);
      }
      return input;
    }
  }

  private static List<Boolean> alone(int callers) throws Exception {
    Watched module = new Watched(callers);
    Preparation plain = Preparation.regression(TableEncoder.numbers(List.of("x")), List.of("y"));
    Predictor predictor = Predictor.of(SavedModel.of(module, plain), module, Device.cpu());
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<Double>> calls = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        double x = i;
        calls.add(threads.submit(() -> predictor.predict(Map.of("x", x)).number()));
      }
      for (int i = 0; i < callers; i++) {
        assertEquals(i, calls.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
    return module.alone;
  }

  @Test
  void oneCallerIsGivenAllThreadsAndEachOfSeveralItsOwn() throws Exception {
    assertEquals(List.of(false), alone(1));
    assertEquals(1, Collections.frequency(alone(4), false));
    assertFalse(ThreadSettings.isAlone());
  }

  @Test
  void whatIsCalledOftenKeepsNoMemory() throws IOException {
    Predictor predictor = Predictor.load(saved(TrainedRuns.mlp(folder)));
    double[][] row = rows(1);
    double[][] rows = rows(100);
    for (int call = 0; call < 200; call++) {
      predictor.predict(row);
      predictor.predict(rows);
    }
    long before = Device.cpu().backend().memory().usage().liveBytes();
    for (int call = 0; call < 100_000; call++) {
      predictor.predict(row);
      if (call % 1000 == 0) {
        predictor.predict(rows);
      }
    }
    // What other tests have left behind may go meanwhile.
    long after = Device.cpu().backend().memory().usage().liveBytes();
    assertTrue(after <= before, before + " bytes became " + after);
  }

  @Test
  void theModelOutlivesTheScopeItWasLoadedIn() throws IOException {
    Path alone = saved(TrainedRuns.mlp(folder));
    Predictor predictor;
    try (MemoryScope scope = MemoryScope.open()) {
      predictor = Predictor.load(alone);
    }
    assertEquals(Task.REGRESSION, predictor.task());
    assertArrayEquals(
        Predictor.load(alone).predict(rows(1)).get(0).values(),
        predictor.predict(rows(1)).get(0).values());
  }
}
