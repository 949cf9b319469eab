package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.metric.R2Score;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.optim.schedule.ReduceLROnPlateau;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.trainers.callback.BestWeights;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.Checkpoints;
import dev.jacobian.trainers.callback.EarlyStopping;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.MetricScores;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.callback.PlateauSchedule;
import dev.jacobian.trainers.callback.ValidationFinished;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validation at other times than after each epoch. */
class ValidationIntervalTest {
  private static final Monitor MONITOR = Monitor.lowest("validation_loss");

  /** What a run with batches of 2 out of 8 rows did. */
  private static final class Run {
    private final Linear model = new Linear(2, 1, new Generator(1));
    private final SGD optimizer;
    private final List<ValidationFinished> validations = new ArrayList<>();
    private final List<float[]> weights = new ArrayList<>();

    Run(double learningRate) {
      optimizer = new SGD(model.parameters(), learningRate);
    }

    TrainResult fit(int epochs, ValidationInterval interval, Callback... callbacks) {
      Callback listener =
          new Callback() {
            @Override
            public void validationFinished(ValidationFinished event) {
              validations.add(event);
              weights.add(model.weight().tensor().toFloatArray());
            }
          };
      try (DataLoader train = Problems.loader(Problems.plane(8, 1), 2);
          DataLoader held = Problems.loader(Problems.plane(6, 2), 4)) {
        return new Trainer(
                model,
                new MSELoss(),
                optimizer,
                TrainerOptions.of(epochs).withValidateEvery(interval))
            .with(listener)
            .with(callbacks)
            .fit(train, held);
      }
    }

    List<Long> steps() {
      return validations.stream().map(ValidationFinished::step).toList();
    }
  }

  @Test
  void everySoManyEpochsAndAfterTheLast() {
    Run run = new Run(0.01);
    TrainResult result = run.fit(5, ValidationInterval.epochs(2));
    assertEquals(List.of(8L, 16L, 20L), run.steps());
    assertEquals(
        List.of(false, true, false, true, true),
        result.history().stream()
            .map(scores -> scores.scores().containsKey("validation_loss"))
            .toList());
  }

  @Test
  void everySoManyStepsAndAfterTheLast() {
    Run run = new Run(0.01);
    TrainResult result = run.fit(3, ValidationInterval.steps(3), new MetricScores(new R2Score()));
    assertEquals(List.of(3L, 6L, 9L, 12L), run.steps());
    // The scores of an epoch are those of the last validation in it.
    assertEquals(3, result.history().size());
    for (int epoch = 1; epoch <= 3; epoch++) {
      EpochScores last = run.validations.get(epoch == 3 ? 3 : epoch - 1).scores();
      EpochScores scores = result.history().get(epoch - 1);
      assertEquals(epoch, last.epoch());
      assertEquals(last.score("validation_loss"), scores.score("validation_loss"));
      assertEquals(last.score("validation_r2"), scores.score("validation_r2"));
    }
  }

  @Test
  void validationInsideOfAnEpochDoesNotChangeItsTrainingScores() {
    MetricScores metrics = new MetricScores(new R2Score());
    TrainResult rare = new Run(0.01).fit(3, ValidationInterval.epochs(3), metrics);
    TrainResult often = new Run(0.01).fit(3, ValidationInterval.steps(1), metrics);
    for (int epoch = 0; epoch < 3; epoch++) {
      for (String score : List.of("train_loss", "train_r2")) {
        assertEquals(
            rare.history().get(epoch).score(score), often.history().get(epoch).score(score), score);
      }
    }
    assertEquals(rare.last(), often.last());
  }

  @Test
  void theBestWeightsMayBeThoseOfAStepInsideOfAnEpoch(@TempDir Path folder) {
    CheckpointStore store = new CheckpointStore(folder, 1);
    Run run = new Run(0.9);
    run.fit(
        2, ValidationInterval.steps(1), new BestWeights(MONITOR), new Checkpoints(store, MONITOR));
    assertEquals(8, run.validations.size());
    int best = 0;
    for (int i = 1; i < 8; i++) {
      if (loss(run, i) < loss(run, best)) {
        best = i;
      }
    }
    // The rate is so high that the loss grows; the best weights are not those of an epoch's end.
    assertTrue((best + 1) % 4 != 0);
    assertArrayEquals(run.weights.get(best), run.model.weight().tensor().toFloatArray());
    assertEquals(best + 1, store.best().orElseThrow().step());
  }

  private static double loss(Run run, int validation) {
    return run.validations.get(validation).scores().score("validation_loss");
  }

  @Test
  void earlyStoppingCountsValidationsAndStopsAfterTheStep() {
    Run run = new Run(1.5);
    TrainResult result = run.fit(9, ValidationInterval.steps(2), new EarlyStopping(MONITOR, 2));
    assertEquals(
        Optional.of("validation_loss has not improved for 2 validations"), result.stopReason());
    assertEquals(List.of(2L, 4L, 6L), run.steps());
    assertEquals(1, result.history().size());
  }

  @Test
  void aPlateauSeesEachValidation() {
    Run run = new Run(1.5);
    ReduceLROnPlateau plateau =
        new ReduceLROnPlateau(
            run.optimizer, ReduceLROnPlateau.Options.defaults().withPatience(0).withFactor(0.5));
    run.fit(1, ValidationInterval.steps(1), new PlateauSchedule(plateau, MONITOR.score()));
    int worse = 0;
    double best = loss(run, 0);
    for (int i = 1; i < 4; i++) {
      worse += loss(run, i) < best ? 0 : 1;
      best = Math.min(best, loss(run, i));
    }
    assertEquals(1.5 * Math.pow(0.5, worse), run.optimizer.learningRate());
    assertTrue(worse > 0);
  }

  @Test
  void aScoreOfTrainingIsWatchedByEpochs() {
    Run run = new Run(1.5);
    TrainResult result =
        run.fit(9, ValidationInterval.steps(1), new EarlyStopping(Monitor.lowest("train_loss"), 2));
    assertEquals(Optional.of("train_loss has not improved for 2 epochs"), result.stopReason());
    assertEquals(3, result.history().size());
  }

  @Test
  void theBestEpochIsOneThatWasJudged() {
    TrainResult result = new Run(0.01).fit(5, ValidationInterval.epochs(2));
    assertEquals(5, result.best(MONITOR).orElseThrow().epoch());
    assertThrows(StateException.class, () -> result.best(Monitor.lowest("validation_los")));
  }

  @Test
  void anIntervalIsCheckedAndPrinted() {
    assertEquals(
        "validation every 0 steps; expected at least 1 of them",
        assertThrows(OptionException.class, () -> ValidationInterval.steps(0)).getMessage());
    assertEquals("1 epoch", ValidationInterval.EVERY_EPOCH.toString());
    assertEquals("500 steps", ValidationInterval.steps(500).toString());
  }
}
