package dev.jacobian.trainers.callback;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.nn.Linear;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final int EPOCHS = 100;
  private static final Monitor MONITOR = Monitor.lowest("train_loss");

  @TempDir Path folder;

  /** A clock that goes on by one whenever it is read: a save takes a tick, and so does an epoch. */
  private static LongSupplier ticks() {
    long[] now = {0};
    return () -> now[0]++;
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  /** Goes through epochs whose state is their number; the best one comes in the middle. */
  private CheckpointStore run(int bestEpoch, LongSupplier clock, CheckpointStore store) {
    Checkpoints checkpoints =
        new Checkpoints(store, MONITOR, Checkpoints.Options.defaults(), Map.of("a", "b"), clock);
    checkpoints.runStarted(new RunStarted(new Linear(1, 1), Device.cpu(), EPOCHS, 1, 1, 0));
    Tensor state = Tensor.of(new double[] {0, 0});
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      try (MemoryScope scope = MemoryScope.open()) {
        state.addInPlace(1);
        double loss = Math.abs(epoch - bestEpoch);
        EpochScores scores = new EpochScores(epoch, Map.of("train_loss", loss));
        StopSignal stop = new StopSignal();
        checkpoints.epochFinished(new EpochFinished(scores, stop));
        checkpoints.stateReady(
            new StateReady(
                epoch,
                epoch,
                scores,
                stop,
                () -> new Checkpoint(Map.of("x", state, "y", state.mul(2)), Map.of())));
      }
    }
    return store;
  }

  @Test
  void savesTakeATwentiethOfTheTimeAndTheBestAndTheLastEpochAreThere() throws IOException {
    for (int bestEpoch : new int[] {1, 37, 38, 99, 100}) {
      CheckpointStore store = new CheckpointStore(folder, EPOCHS);
      store.clear();
      run(bestEpoch, ticks(), store);
      assertTrue(files() >= 5 && files() <= 8, files() + " files");
      CheckpointStore.Found best = store.best().orElseThrow();
      assertEquals(bestEpoch, best.step());
      double number = bestEpoch;
      assertArrayEquals(
          new double[] {number, number}, best.checkpoint().tensors().get("x").toDoubleArray());
      assertArrayEquals(
          new double[] {2 * number, 2 * number},
          best.checkpoint().tensors().get("y").toDoubleArray());
      assertEquals(Map.of("a", "b"), best.checkpoint().texts());
      assertEquals(EPOCHS, store.newest().orElseThrow().step());
    }
  }

  @Test
  void theBestStateMayBeThatOfAValidationInsideOfAnEpoch() throws IOException {
    CheckpointStore store = new CheckpointStore(folder, EPOCHS);
    Checkpoints checkpoints =
        new Checkpoints(
            store,
            Monitor.lowest("validation_loss"),
            Checkpoints.Options.defaults(),
            Map.of(),
            ticks());
    checkpoints.runStarted(new RunStarted(new Linear(1, 1), Device.cpu(), 2, 1, 9, 1));
    StopSignal stop = new StopSignal();
    for (int step = 1; step <= 9; step++) {
      if (step % 2 == 0) {
        double loss = Math.abs(step - 6);
        EpochScores scores = new EpochScores(1, Map.of("validation_loss", loss));
        checkpoints.validationFinished(new ValidationFinished(step, scores, stop));
      }
      try (MemoryScope scope = MemoryScope.open()) {
        Tensor number = Tensor.of(new double[] {step});
        checkpoints.stateReady(
            new StateReady(
                1, step, null, stop, () -> new Checkpoint(Map.of("x", number), Map.of())));
      }
    }
    assertEquals(1, files());
    stop.request("the test");
    try (MemoryScope scope = MemoryScope.open()) {
      Checkpoint last = new Checkpoint(Map.of("x", Tensor.of(new double[] {9})), Map.of());
      checkpoints.stateReady(new StateReady(1, 9, null, stop, () -> last));
    }
    CheckpointStore.Found best = store.best().orElseThrow();
    assertEquals(6, best.step());
    assertArrayEquals(new double[] {6}, best.checkpoint().tensors().get("x").toDoubleArray());
  }

  @Test
  void everyEpochIsSavedWhereSavesTakeNoTime() throws IOException {
    CheckpointStore store = run(50, () -> 0, new CheckpointStore(folder, EPOCHS));
    assertEquals(EPOCHS, files());
    assertEquals(50, store.best().orElseThrow().step());
    assertEquals(List.of(), store.newest().orElseThrow().broken());
  }
}
