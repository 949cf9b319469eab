package dev.jacobian.trainers;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.NumericException;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochFinished;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.EpochStarted;
import dev.jacobian.trainers.callback.GradientsReady;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.callback.PhaseFinished;
import dev.jacobian.trainers.callback.PhaseStarted;
import dev.jacobian.trainers.callback.RunFailed;
import dev.jacobian.trainers.callback.RunFinished;
import dev.jacobian.trainers.callback.RunStarted;
import dev.jacobian.trainers.callback.ScoreBoard;
import dev.jacobian.trainers.callback.StopSignal;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.SingleDevice;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model: epochs, steps, validation. The loop only emits events; metrics, progress, early
 * stopping and the rest are {@link Callback}s:
 *
 * <pre>{@code
 * Linear model = new Linear(1, 1);
 * SGD optimizer = new SGD(model.parameters(), 0.05);
 * TrainResult result =
 *     new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of(20))
 *         .with(new MetricScores(new R2Score()), new EarlyStopping(Monitor.lowest("validation_loss"), 3))
 *         .fit(trainLoader, validationLoader);
 * }</pre>
 *
 * The batches move to the model's device; each step runs in a {@link MemoryScope} of its own. The
 * same seed gives the same bits.
 */
public final class Trainer {
  private final Module model;
  private final Loss loss;
  private final Optimizer optimizer;
  private final TrainerOptions options;
  private final GradientStrategy strategy;
  private final List<Callback> callbacks;

  /** Makes a trainer that computes on the device where the model lies. */
  public Trainer(Module model, Loss loss, Optimizer optimizer, TrainerOptions options) {
    this(model, loss, optimizer, options, new SingleDevice(), List.of());
  }

  private Trainer(
      Module model,
      Loss loss,
      Optimizer optimizer,
      TrainerOptions options,
      GradientStrategy strategy,
      List<Callback> callbacks) {
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.options = options;
    this.strategy = strategy;
    this.callbacks = callbacks;
  }

  /** Returns a trainer that calls these callbacks too, after those it has. */
  public Trainer with(Callback... added) {
    List<Callback> all = new ArrayList<>(callbacks);
    all.addAll(List.of(added));
    return new Trainer(model, loss, optimizer, options, strategy, List.copyOf(all));
  }

  /** Returns a trainer that computes gradients in another way. */
  public Trainer with(GradientStrategy other) {
    return new Trainer(model, loss, optimizer, options, other, callbacks);
  }

  /**
   * Moves the model to a device, and with it the training. Its parameters stay the same objects.
   */
  public Trainer on(Device device) {
    model.to(device);
    return this;
  }

  /** Trains without validation. */
  public TrainResult fit(DataLoader train) {
    return run(train, null);
  }

  /**
   * Trains, and judges the model on held-out rows after each epoch. The model is left in evaluation
   * mode.
   *
   * @throws NumericException if the training loss becomes NaN or infinite; the weights are those
   *     before that step
   */
  public TrainResult fit(DataLoader train, DataLoader validation) {
    return run(train, validation);
  }

  private TrainResult run(DataLoader train, @Nullable DataLoader validation) {
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
            options.epochs(),
            train.dataset().size(),
            train.batchesPerEpoch(),
            validation == null ? 0 : validation.dataset().size());
    emit(callback -> callback.runStarted(started));
    List<EpochScores> history = new ArrayList<>();
    StopSignal stop = new StopSignal();
    for (int epoch = 1; epoch <= options.epochs() && stop.reason().isEmpty(); epoch++) {
      EpochScores scores = epoch(epoch, train, validation);
      history.add(scores);
      emit(callback -> callback.epochFinished(new EpochFinished(scores, stop)));
    }
    boolean early = history.size() < options.epochs();
    return new TrainResult(history, early ? stop.reason() : Optional.empty());
  }

  private EpochScores epoch(int epoch, DataLoader train, @Nullable DataLoader validation) {
    emit(callback -> callback.epochStarted(new EpochStarted(epoch)));
    ScoreBoard board = new ScoreBoard();
    model.train();
    phase(Phase.TRAIN, epoch, train, board, (batch, step) -> trainStep(epoch, step, batch));
    if (validation != null) {
      model.eval();
      phase(
          Phase.VALIDATION,
          epoch,
          validation,
          board,
          (batch, step) -> Evaluator.evaluate(model, loss, batch));
    }
    return new EpochScores(epoch, board.scores());
  }

  /** Uses one batch. */
  private interface Step {
    StepOutcome run(Batch batch, long step);
  }

  private void phase(Phase phase, int epoch, DataLoader loader, ScoreBoard board, Step step) {
    emit(callback -> callback.phaseStarted(new PhaseStarted(phase, epoch)));
    Device device = model.device();
    long batches = loader.batchesPerEpoch();
    double lossSum = 0;
    long rows = 0;
    try (BatchIterator iterator = loader.iterator(epoch - 1)) {
      for (long number = 1; iterator.hasNext(); number++) {
        try (MemoryScope scope = MemoryScope.open()) {
          StepOutcome outcome = step.run(iterator.next().to(device), number);
          lossSum += outcome.loss() * outcome.rows();
          rows += outcome.rows();
          BatchFinished finished =
              new BatchFinished(
                  phase, epoch, number, batches, outcome.rows(), outcome.loss(), outcome.outputs());
          emit(callback -> callback.batchFinished(finished));
        }
      }
    }
    board.put(phase.score(Phase.LOSS), lossSum / rows);
    emit(callback -> callback.phaseFinished(new PhaseFinished(phase, epoch, board)));
  }

  private StepOutcome trainStep(int epoch, long step, Batch batch) {
    optimizer.zeroGrad();
    StepOutcome outcome = gradient(batch);
    if (!Double.isFinite(outcome.loss())) {
      throw new NumericException(
          "training: the loss became " + outcome.loss() + " at epoch " + epoch + ", step " + step,
          "a finite loss",
          "lower the learning rate, or standardize the data; to find the op that made it, train with detectAnomaly"
              + "");
    }
    GradientsReady ready = new GradientsReady(epoch, step, model.parameters());
    emit(callback -> callback.gradientsReady(ready));
    optimizer.step();
    return outcome;
  }

  private StepOutcome gradient(Batch batch) {
    if (!options.detectAnomaly()) {
      return strategy.compute(model, loss, batch, options.shards());
    }
    try (Autograd.Guard mode = Autograd.detectAnomaly()) {
      return strategy.compute(model, loss, batch, options.shards());
    }
  }

  private void emit(Consumer<Callback> event) {
    callbacks.forEach(event);
  }
}
