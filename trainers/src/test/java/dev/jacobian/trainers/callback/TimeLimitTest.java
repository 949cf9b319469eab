package dev.jacobian.trainers.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.trainers.Problems;
import dev.jacobian.trainers.TrainResult;
import dev.jacobian.trainers.Trainer;
import dev.jacobian.trainers.TrainerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeLimitTest {
  private static final Monitor MONITOR = Monitor.lowest("train_loss");

  @TempDir private Path folder;
  private long seconds;

  /** Trains 3 epochs of 5 steps on a clock that goes on by 3 seconds whenever it is looked at. */
  private TrainResult train(Duration limit, UnaryOperator<Trainer> change) {
    Linear model = new Linear(2, 1, new Generator(1));
    TimeLimit timeLimit = new TimeLimit(limit, () -> Duration.ofSeconds(seconds += 3).toNanos());
    Trainer trainer =
        new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.01), TrainerOptions.of(3))
            .with(timeLimit, new Checkpoints(new CheckpointStore(folder, 2), MONITOR));
    try (DataLoader loader = Problems.loader(Problems.plane(20, 1), 4)) {
      return change.apply(trainer).fit(loader);
    }
  }

  @Test
  void theRunEndsAfterTheStepThatPassesTheLimitAndIsSaved() {
    TrainResult result = train(Duration.ofSeconds(10), UnaryOperator.identity());
    assertEquals(Optional.of("the time limit of 10 s is over"), result.stopReason());
    assertTrue(result.isUnfinished());
    assertEquals(0, result.history().size());
    CheckpointStore.Found found = new CheckpointStore(folder, 2).newest().orElseThrow();
    assertEquals(4, found.step());
    // A resumed run has the whole time anew. The end of the first epoch takes a look as well.
    TrainResult resumed =
        train(Duration.ofSeconds(10), trainer -> trainer.resume(found.checkpoint()));
    assertEquals(1, resumed.history().size());
    assertEquals(7, new CheckpointStore(folder, 2).newest().orElseThrow().step());
  }

  @Test
  void aRunThatIsQuickerIsNotStopped() {
    TrainResult result = train(Duration.ofSeconds(100), UnaryOperator.identity());
    assertEquals(Optional.empty(), result.stopReason());
    assertFalse(result.isUnfinished());
    assertEquals(3, result.history().size());
  }

  @Test
  void aShortLimitIsWrittenInFull() {
    TrainResult result = train(Duration.ofMillis(1500), UnaryOperator.identity());
    assertEquals(Optional.of("the time limit of 1.5 s is over"), result.stopReason());
  }

  @Test
  void noTimeIsAnError() {
    assertEquals(
        "time limit PT0S; expected a time above zero",
        assertThrows(OptionException.class, () -> new TimeLimit(Duration.ZERO)).getMessage());
  }
}
