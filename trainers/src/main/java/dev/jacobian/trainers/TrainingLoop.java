package dev.jacobian.trainers;

import dev.jacobian.data.Batch;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.nn.Module;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
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
import dev.jacobian.trainers.callback.RunResumed;
import dev.jacobian.trainers.callback.RunStarted;
import dev.jacobian.trainers.callback.ScoreBoard;
import dev.jacobian.trainers.callback.StateReady;
import dev.jacobian.trainers.callback.StopSignal;
import dev.jacobian.trainers.callback.ValidationFinished;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a {@link Trainer}: goes through the batches and tells the callbacks. */
final class TrainingLoop {
  private final Module model;
  private final Optimizer optimizer;
  private final int epochs;
  private final int shards;
  private final ValidationInterval validateEvery;
  private final List<Callback> callbacks;
  private final AveragedWeights averages;
  private final TrainingStep step;
  private final BatchFunction judging;
  private final StopSignal stop = new StopSignal();
  private final List<EpochScores> history = new ArrayList<>();
  private @Nullable TrainingState state;
  private LoopPosition position = LoopPosition.START;
  private Map<String, Double> validationScores = Map.of();
  private boolean stoppedFromOutside;

  /**
   * Makes a loop.
   *
   * @param averages what validation judges, if they are kept
   * @param step trains on a batch
   * @param judging evaluates a batch
   */
  TrainingLoop(
      Module model,
      Optimizer optimizer,
      TrainerOptions options,
      List<Callback> callbacks,
      AveragedWeights averages,
      TrainingStep step,
      BatchFunction judging) {
    this.model = model;
    this.optimizer = optimizer;
    this.epochs = options.epochs();
    this.shards = options.shards();
    this.validateEvery = options.validateEvery();
    this.callbacks = callbacks;
    this.averages = averages;
    this.step = step;
    this.judging = judging;
  }

  /**
   * Trains.
   *
   * @param resumed where to go on from, or null to start
   */
  TrainResult run(DataLoader train, @Nullable DataLoader validation, @Nullable Resumption resumed) {
    try {
      state = new TrainingState(model, optimizer, shards, callbacks, averages, train);
      start(train, validation, resumed);
      epochs(train, validation);
      boolean early = !stop.reason().isEmpty() && position.epoch() <= epochs;
      TrainResult result =
          new TrainResult(
              history,
              early ? stop.reason() : Optional.empty(),
              step.execution(),
              early && stoppedFromOutside);
      averages.adopt();
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

  private void start(
      DataLoader train, @Nullable DataLoader validation, @Nullable Resumption resumed) {
    RunStarted started =
        new RunStarted(
            model,
            model.device(),
            epochs,
            train.rowsPerEpoch(),
            train.batchesPerEpoch(),
            validation == null ? 0 : validation.rowsPerEpoch());
    emit(callback -> callback.runStarted(started));
    if (resumed != null) {
      TrainingState.Saved saved = Objects.requireNonNull(state).load(resumed);
      position = saved.position();
      requireEpochs();
      history.addAll(saved.history());
      validationScores = saved.validation();
      emit(
          callback ->
              callback.runResumed(
                  new RunResumed(
                      position.epoch(), position.batch(), position.step(), position.rows())));
    }
  }

  private void requireEpochs() {
    int behind = position.epoch() - 1;
    if (behind > epochs) {
      throw new StateException(
          "the training state has "
              + behind
              + " epochs behind it, and the run is to have "
              + epochs,
          "at least " + behind + " epochs",
          "set more epochs, or begin anew");
    }
  }

  private void epochs(DataLoader train, @Nullable DataLoader validation) {
    while (position.epoch() <= epochs && stop.reason().isEmpty()) {
      int epoch = position.epoch();
      EpochScores scores = epoch(epoch, train, validation);
      if (scores == null) {
        return;
      }
      history.add(scores);
      averages.during(
          () -> emit(callback -> callback.epochFinished(new EpochFinished(scores, stop))));
      position = position.nextEpoch();
      validationScores = Map.of();
      try (MemoryScope scope = MemoryScope.open()) {
        ready(epoch, scores);
      }
    }
  }

  /** Returns the scores, or null if the run was stopped in the middle. */
  private @Nullable EpochScores epoch(
      int epoch, DataLoader train, @Nullable DataLoader validation) {
    boolean isInside = position.isInside();
    if (!isInside) {
      emit(callback -> callback.epochStarted(new EpochStarted(epoch)));
      emit(callback -> callback.phaseStarted(new PhaseStarted(Phase.TRAIN, epoch)));
    }
    ScoreBoard board = new ScoreBoard();
    model.train();
    if (!train(epoch, train, validation)) {
      return null;
    }
    finish(Phase.TRAIN, epoch, board, position.loss().value());
    averages.epochEnded(epoch);
    boolean isLast = epoch == epochs;
    if (validation != null && (isLast || validateEvery.endsWith(epoch, position.step()))) {
      averages.during(() -> validate(epoch, validation));
    }
    validationScores.forEach(board::put);
    return new EpochScores(epoch, board.scores());
  }

  /** Returns whether the epoch's batches are done. */
  private boolean train(int epoch, DataLoader loader, @Nullable DataLoader validation) {
    long batches = loader.batchesPerEpoch();
    try (BatchIterator iterator = step.batches(loader, epoch - 1, position.batch())) {
      while (iterator.hasNext()) {
        try (MemoryScope scope = MemoryScope.open()) {
          step.at(epoch, position.batch() + 1);
          double learningRate = optimizer.learningRate();
          StepOutcome outcome = trained(iterator.next());
          position = position.afterBatch(outcome);
          finished(
              Phase.TRAIN,
              epoch,
              position.batch(),
              batches,
              outcome,
              position.loss(),
              learningRate);
        }
        boolean isInside = position.batch() < batches;
        if (validation != null && isInside && validateEvery.endsInside(position.step())) {
          averages.during(() -> validate(epoch, validation));
          model.train();
        }
        try (MemoryScope scope = MemoryScope.open()) {
          ready(epoch, null);
        }
        if (stop.reason().isPresent()) {
          return false;
        }
      }
    }
    return true;
  }

  private StepOutcome trained(Batch batch) {
    IdentityHashMap<Generator, RandomState> before =
        Objects.requireNonNull(state).generatorStates();
    try {
      return step.run(batch);
    } catch (NumericException failure) {
      throw step.report(failure, batch, before);
    }
  }

  private void validate(int epoch, DataLoader loader) {
    model.eval();
    ScoreBoard board = new ScoreBoard();
    emit(callback -> callback.phaseStarted(new PhaseStarted(Phase.VALIDATION, epoch)));
    long batches = loader.batchesPerEpoch();
    MeanLoss meanLoss = MeanLoss.NONE;
    try (BatchIterator iterator = loader.iterator(epoch - 1, 0, model.device())) {
      for (long number = 1; iterator.hasNext(); number++) {
        try (MemoryScope scope = MemoryScope.open()) {
          StepOutcome outcome = judging.run(iterator.next());
          meanLoss = meanLoss.plus(outcome);
          double learningRate = optimizer.learningRate();
          finished(Phase.VALIDATION, epoch, number, batches, outcome, meanLoss, learningRate);
        }
      }
    }
    finish(Phase.VALIDATION, epoch, board, meanLoss.value());
    validationScores = board.scores();
    EpochScores scores = new EpochScores(epoch, validationScores);
    ValidationFinished finished = new ValidationFinished(position.step(), scores, stop);
    emit(callback -> callback.validationFinished(finished));
  }

  private void finished(
      Phase phase,
      int epoch,
      long batch,
      long batches,
      StepOutcome outcome,
      MeanLoss meanLoss,
      double learningRate) {
    BatchFinished finished =
        new BatchFinished(
            phase,
            epoch,
            batch,
            batches,
            position.step(),
            outcome.rows(),
            outcome.loss().item(),
            meanLoss.value(),
            learningRate,
            outcome
                .gradientNorm()
                .map(norm -> OptionalDouble.of(norm.item()))
                .orElseGet(OptionalDouble::empty),
            outcome.outputs());
    emit(callback -> callback.batchFinished(finished));
  }

  private void finish(Phase phase, int epoch, ScoreBoard board, double loss) {
    board.put(phase.score(Phase.LOSS), loss);
    emit(callback -> callback.phaseFinished(new PhaseFinished(phase, epoch, board)));
  }

  private void ready(int epoch, @Nullable EpochScores scores) {
    TrainingState whole = Objects.requireNonNull(state);
    StateReady ready =
        new StateReady(
            epoch,
            position.step(),
            scores,
            stop,
            () -> whole.save(new TrainingState.Saved(position, history, validationScores)));
    boolean wasStopped = stop.reason().isPresent();
    emit(callback -> callback.stateReady(ready));
    stoppedFromOutside = !wasStopped && stop.reason().isPresent();
  }

  private void emit(Consumer<Callback> event) {
    callbacks.forEach(event);
  }
}
