package dev.jacobian.trainers;

import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochFinished;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.EpochStarted;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.callback.PhaseFinished;
import dev.jacobian.trainers.callback.PhaseStarted;
import dev.jacobian.trainers.callback.RunFailed;
import dev.jacobian.trainers.callback.RunFinished;
import dev.jacobian.trainers.callback.RunStarted;
import dev.jacobian.trainers.callback.ScoreBoard;
import dev.jacobian.trainers.callback.StopSignal;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a {@link Trainer}: goes through the batches and tells the callbacks. */
final class TrainingLoop {
  private final Module model;
  private final int epochs;
  private final List<Callback> callbacks;
  private final TrainingStep step;
  private final BatchFunction training;
  private final BatchFunction judging;

  /**
   * Makes a loop.
   *
   * @param step knows which step is the next
   * @param training trains on a batch, by {@code step}
   * @param judging evaluates a batch
   */
  TrainingLoop(
      Module model,
      int epochs,
      List<Callback> callbacks,
      TrainingStep step,
      BatchFunction training,
      BatchFunction judging) {
    this.model = model;
    this.epochs = epochs;
    this.callbacks = callbacks;
    this.step = step;
    this.training = training;
    this.judging = judging;
  }

  TrainResult run(DataLoader train, @Nullable DataLoader validation) {
    try {
      TrainResult result = epochs(train, validation);
      RunFinished finished = new RunFinished(model, result.history(), result.stopReason());
      emit(callback -> callback.runFinished(finished));
      return result;
    } catch (RuntimeException | Error failure) {
      emit(callback -> callback.runFailed(new RunFailed(failure)));
      throw failure;
    } finally {
      model.eval();
    }
  }

  private TrainResult epochs(DataLoader train, @Nullable DataLoader validation) {
    RunStarted started =
        new RunStarted(
            model,
            model.device(),
            epochs,
            train.dataset().size(),
            train.batchesPerEpoch(),
            validation == null ? 0 : validation.dataset().size());
    emit(callback -> callback.runStarted(started));
    List<EpochScores> history = new ArrayList<>();
    StopSignal stop = new StopSignal();
    for (int epoch = 1; epoch <= epochs && stop.reason().isEmpty(); epoch++) {
      EpochScores scores = epoch(epoch, train, validation);
      history.add(scores);
      emit(callback -> callback.epochFinished(new EpochFinished(scores, stop)));
    }
    boolean early = history.size() < epochs;
    return new TrainResult(history, early ? stop.reason() : Optional.empty(), training.execution());
  }

  private EpochScores epoch(int epoch, DataLoader train, @Nullable DataLoader validation) {
    emit(callback -> callback.epochStarted(new EpochStarted(epoch)));
    ScoreBoard board = new ScoreBoard();
    model.train();
    phase(Phase.TRAIN, epoch, train, board, training);
    if (validation != null) {
      model.eval();
      phase(Phase.VALIDATION, epoch, validation, board, judging);
    }
    return new EpochScores(epoch, board.scores());
  }

  private void phase(
      Phase phase, int epoch, DataLoader loader, ScoreBoard board, BatchFunction function) {
    emit(callback -> callback.phaseStarted(new PhaseStarted(phase, epoch)));
    Device device = model.device();
    long batches = loader.batchesPerEpoch();
    double lossSum = 0;
    long rows = 0;
    try (BatchIterator iterator = loader.iterator(epoch - 1)) {
      for (long number = 1; iterator.hasNext(); number++) {
        try (MemoryScope scope = MemoryScope.open()) {
          step.at(epoch, number);
          StepOutcome outcome = function.run(iterator.next().to(device));
          double loss = outcome.loss().item();
          lossSum += loss * outcome.rows();
          rows += outcome.rows();
          BatchFinished finished =
              new BatchFinished(
                  phase, epoch, number, batches, outcome.rows(), loss, outcome.outputs());
          emit(callback -> callback.batchFinished(finished));
        }
      }
    }
    board.put(phase.score(Phase.LOSS), lossSum / rows);
    emit(callback -> callback.phaseFinished(new PhaseFinished(phase, epoch, board)));
  }

  private void emit(Consumer<Callback> event) {
    callbacks.forEach(event);
  }
}
