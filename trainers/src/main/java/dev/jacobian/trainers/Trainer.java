package dev.jacobian.trainers;

import dev.jacobian.data.DataLoader;
import dev.jacobian.device.Device;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointFile;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.Checkpoints;
import dev.jacobian.trainers.callback.EarlyStopping;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.SingleDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * The batches move to the model's device; each step runs in a {@link
 * dev.jacobian.device.MemoryScope} of its own. The same seed gives the same bits, whichever {@link
 * GradientStrategy} computes the gradients. Steps are compiled where that is possible: forward,
 * backward, {@link dev.jacobian.trainers.callback.GradientTransform}s and the update are captured
 * at the first batch of each size and repeated for the others, so what model and loss do in Java
 * beside tensor ops is not done again; see {@link dev.jacobian.trainers.strategy.CompileMode}.
 */
public final class Trainer {
  private final Module model;
  private final Loss loss;
  private final Optimizer optimizer;
  private final TrainerOptions options;
  private final GradientStrategy strategy;
  private final List<Callback> callbacks;
  private final Optional<WeightAveraging> averaging;
  private final @Nullable Resumption resumed;

  /** Makes a trainer that computes on the device where the model lies. */
  public Trainer(Module model, Loss loss, Optimizer optimizer, TrainerOptions options) {
    this(model, loss, optimizer, options, new SingleDevice(), List.of(), Optional.empty(), null);
  }

  private Trainer(
      Module model,
      Loss loss,
      Optimizer optimizer,
      TrainerOptions options,
      GradientStrategy strategy,
      List<Callback> callbacks,
      Optional<WeightAveraging> averaging,
      @Nullable Resumption resumed) {
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.options = options;
    this.strategy = strategy;
    this.callbacks = callbacks;
    this.averaging = averaging;
    this.resumed = resumed;
  }

  /** Returns a trainer that calls these callbacks too, after those it has. */
  public Trainer with(Callback... added) {
    List<Callback> all = new ArrayList<>(callbacks);
    all.addAll(List.of(added));
    return new Trainer(
        model, loss, optimizer, options, strategy, List.copyOf(all), averaging, resumed);
  }

  /** Returns a trainer that computes gradients in another way. */
  public Trainer with(GradientStrategy other) {
    return new Trainer(model, loss, optimizer, options, other, callbacks, averaging, resumed);
  }

  /** Returns a trainer that averages the weights on the way, and ends with the averages. */
  public Trainer with(WeightAveraging other) {
    return new Trainer(
        model, loss, optimizer, options, strategy, callbacks, Optional.of(other), resumed);
  }

  /**
   * Returns a trainer whose next run goes on from a checkpoint file that {@link
   * dev.jacobian.trainers.callback.Checkpoints} has written.
   *
   * @throws dev.jacobian.shape.FileFormatException if it is damaged, or no checkpoint
   */
  public Trainer resume(Path file) {
    return resume(CheckpointFile.read(file));
  }

  /**
   * Returns a trainer whose next run goes on from a saved state, and then gives the same bits as
   * one that never stopped. Model, optimizer and its options, shards, callbacks, rows and their
   * order have to be those that the state was saved with, which the run checks; the learning rate
   * is the saved one. The number of epochs may be another one. The loss cannot be checked.
   */
  public Trainer resume(Checkpoint state) {
    return resume(Resumption.same(state));
  }

  /**
   * Returns a trainer whose next run goes on from a saved state with other settings than it was
   * saved with: this trainer's. Callbacks, generators and an optimizer that the state does not fit
   * begin anew. Other rows, or another order of them, are possible where the state was saved at the
   * end of an epoch. The model has to be the same.
   *
   * @param ownLearningRate whether the learning rate is the one that this trainer's optimizer and
   *     schedule were made with, and not the saved one
   */
  public Trainer resumeChanged(Checkpoint state, boolean ownLearningRate) {
    return resume(new Resumption(state, true, ownLearningRate));
  }

  private Trainer resume(Resumption resumption) {
    return new Trainer(model, loss, optimizer, options, strategy, callbacks, averaging, resumption);
  }

  /**
   * Moves the model to a device, and with it the training. Its parameters stay the same objects.
   */
  public Trainer on(Device device) {
    model.to(device);
    return this;
  }

  /** Trains without validation: see {@link #fit(DataLoader, DataLoader)}. */
  public TrainResult fit(DataLoader train) {
    return run(train, null);
  }

  /**
   * Trains, and judges the model on held-out rows after each epoch, or at the interval of {@link
   * TrainerOptions#validateEvery}. The model is left in evaluation mode.
   *
   * @throws dev.jacobian.shape.StateException if the run is to go on from a state that does not fit
   * @throws dev.jacobian.shape.NumericException if the training loss becomes NaN or infinite, with
   *     the op and the layer that gave the first such value; the weights are those before that step
   * @throws dev.jacobian.shape.OptionException if the steps must be compiled and something of this
   *     trainer stands against it
   */
  public TrainResult fit(DataLoader train, DataLoader validation) {
    return run(train, validation);
  }

  private TrainResult run(DataLoader train, @Nullable DataLoader validation) {
    if (options.fastDevRun() > 0) {
      return trial(train, validation, options.fastDevRun());
    }
    if (options.overfitBatches() == 0) {
      return loop(options, callbacks, train, validation);
    }
    try (DataLoader first = FirstBatches.inOrder(train, options.overfitBatches())) {
      return loop(options, callbacks, first, validation == null ? null : first);
    }
  }

  private TrainResult trial(DataLoader train, @Nullable DataLoader validation, int batches) {
    if (resumed != null) {
      throw new OptionException(
          "training: a fastDevRun is to go on from a saved state",
          "a trial, which begins anew, or a run that counts",
          "leave out one of the two");
    }
    List<Callback> kept =
        callbacks.stream()
            .filter(each -> !(each instanceof Checkpoints || each instanceof EarlyStopping))
            .toList();
    try (DataLoader firstTrain = FirstBatches.of(train, batches);
        DataLoader firstValidation =
            validation == null ? null : FirstBatches.of(validation, batches)) {
      return loop(options.withEpochs(1), kept, firstTrain, firstValidation);
    }
  }

  private TrainResult loop(
      TrainerOptions settings,
      List<Callback> listeners,
      DataLoader train,
      @Nullable DataLoader validation) {
    AveragedWeights averages = AveragedWeights.of(model, averaging);
    try (TrainingStep step =
        new TrainingStep(
            model, loss, optimizer, settings, strategy, listeners, averages.ofSteps())) {
      BatchFunction judging = Evaluator.function(model, loss, settings.compile());
      return new TrainingLoop(model, optimizer, settings, listeners, averages, step, judging)
          .run(train, validation, resumed);
    }
  }
}
