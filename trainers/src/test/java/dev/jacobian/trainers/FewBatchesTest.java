package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.Checkpoints;
import dev.jacobian.trainers.callback.EarlyStopping;
import dev.jacobian.trainers.callback.Monitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials, and runs that repeat a few batches. */
class FewBatchesTest {
  private static final Monitor MONITOR = Monitor.lowest("validation_loss");

  @TempDir private Path folder;
  private final Linear model = new Linear(2, 1, new Generator(1));
  private final List<String> batches = new ArrayList<>();
  private final List<float[]> targets = new ArrayList<>();

  private Trainer trainer(TrainerOptions options, Callback... callbacks) {
    Callback listener =
        new Callback() {
          @Override
          public void batchFinished(BatchFinished event) {
            batches.add(
                "%s %d: %d/%d of %d rows"
                    .formatted(
                        event.phase(),
                        event.epoch(),
                        event.batch(),
                        event.batches(),
                        event.rows()));
            targets.add(event.outputs().get(0).target().toFloatArray());
          }
        };
    return new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), options)
        .with(listener)
        .with(callbacks);
  }

  private static TrainResult fit(Trainer trainer) {
    try (DataLoader train = Problems.loader(Problems.plane(50, 1), 8);
        DataLoader held = Problems.loader(Problems.plane(20, 2), 5)) {
      return trainer.fit(train, held);
    }
  }

  @Test
  void aTrialIsOneEpochOfAFewBatchesThatStopsAndSavesNothing() {
    CheckpointStore store = new CheckpointStore(folder, 3);
    TrainResult result =
        fit(
            trainer(
                TrainerOptions.of(9).withFastDevRun(2),
                new EarlyStopping(Monitor.lowest("no_such_score"), 1),
                new Checkpoints(store, MONITOR)));
    assertEquals(
        List.of(
            "TRAIN 1: 1/2 of 8 rows",
            "TRAIN 1: 2/2 of 8 rows",
            "VALIDATION 1: 1/2 of 5 rows",
            "VALIDATION 1: 2/2 of 5 rows"),
        batches);
    assertEquals(1, result.history().size());
    assertEquals(Optional.empty(), result.stopReason());
    assertTrue(store.isEmpty());
  }

  @Test
  void aTrialOfMoreBatchesThanThereAreTakesAll() {
    fit(trainer(TrainerOptions.of(1).withFastDevRun(100)));
    assertEquals(7 + 4, batches.size());
    assertEquals("TRAIN 1: 7/7 of 2 rows", batches.get(6));
  }

  @Test
  void aTrialCannotGoOnFromASavedRun() {
    CheckpointStore store = new CheckpointStore(folder, 3);
    fit(trainer(TrainerOptions.of(1), new Checkpoints(store, MONITOR)));
    Trainer trial =
        trainer(TrainerOptions.of(1).withFastDevRun(1)).resume(store.newest().orElseThrow().file());
    assertEquals(
        "training: a fastDevRun is to go on from a saved state; expected a trial, which begins anew, or a run that"
            + " counts; fix: leave out one of the two",
        assertThrows(OptionException.class, () -> fit(trial)).getMessage());
  }

  @Test
  void theFirstBatchesAreRepeatedInOrderAndValidatedOn() {
    TrainResult result = fit(trainer(TrainerOptions.of(40).withOverfitBatches(2)));
    assertEquals(40 * 4, batches.size());
    assertEquals(
        List.of(
            "TRAIN 1: 1/2 of 8 rows",
            "TRAIN 1: 2/2 of 8 rows",
            "VALIDATION 1: 1/2 of 8 rows",
            "VALIDATION 1: 2/2 of 8 rows"),
        batches.subList(0, 4));
    float[] rows =
        Problems.plane(50, 1).gather(LongStream.range(0, 16).toArray()).targets().toFloatArray();
    for (int i = 0; i < targets.size(); i++) {
      int first = i % 2 * 8;
      assertArrayEquals(Arrays.copyOfRange(rows, first, first + 8), targets.get(i));
    }
    assertTrue(result.last().score("validation_loss") < 1e-3, result.last().toString());
  }

  @Test
  void withoutValidationThereIsNone() {
    try (DataLoader train = Problems.loader(Problems.plane(50, 1), 8)) {
      trainer(TrainerOptions.of(1).withOverfitBatches(1)).fit(train);
      trainer(TrainerOptions.of(1).withFastDevRun(1)).fit(train);
    }
    assertEquals(List.of("TRAIN 1: 1/1 of 8 rows", "TRAIN 1: 1/1 of 8 rows"), batches);
  }

  @Test
  void optionsAreChecked() {
    TrainerOptions trial = TrainerOptions.of(1).withFastDevRun(1);
    assertEquals(
        "a trainer with fastDevRun 1 and overfitBatches 2; expected a number of batches for one of them, or 0",
        assertThrows(OptionException.class, () -> trial.withOverfitBatches(2)).getMessage());
    assertThrows(OptionException.class, () -> trial.withFastDevRun(-1));
  }
}
