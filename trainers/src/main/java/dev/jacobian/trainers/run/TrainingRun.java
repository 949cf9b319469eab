package dev.jacobian.trainers.run;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.Device;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.metric.Metric;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.tensor.Generator;
import dev.jacobian.trainers.Evaluator;
import dev.jacobian.trainers.LearningRateCurve;
import dev.jacobian.trainers.LearningRateFinder;
import dev.jacobian.trainers.TrainResult;
import dev.jacobian.trainers.Trainer;
import dev.jacobian.trainers.TrainerOptions;
import dev.jacobian.trainers.callback.BestWeights;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EarlyStopping;
import dev.jacobian.trainers.callback.GradientClipping;
import dev.jacobian.trainers.callback.GradientTransform;
import dev.jacobian.trainers.callback.Interruption;
import dev.jacobian.trainers.callback.LearningRateSchedule;
import dev.jacobian.trainers.callback.MetricScores;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.callback.TimeLimit;
import dev.jacobian.trainers.callback.ValueClipping;
import dev.jacobian.trainers.config.ConfigChange;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.SavedConfig;
import dev.jacobian.trainers.config.TrainingConfig;
import dev.jacobian.trainers.saved.CountModel;
import dev.jacobian.trainers.saved.Losses;
import dev.jacobian.trainers.saved.Parts;
import dev.jacobian.trainers.saved.Preparation;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A run of a configuration, made ready: rows read, model initialised.
 *
 * <pre>{@code
 * TrainingRun run = TrainingRun.prepare(RunConfig.load(Path.of("norris.yaml"), List.of()));
 * TrainedRun trained = run.train(Device.cpu());
 * }</pre>
 */
public final class TrainingRun {
  private final RunConfig config;
  private final RunData data;
  private final Module model;
  private final Loss loss;

  private TrainingRun(RunConfig config, RunData data, Module model, Loss loss) {
    this.config = config;
    this.data = data;
    this.model = model;
    this.loss = loss;
  }

  /**
   * Reads the rows and makes the model.
   *
   * @throws dev.jacobian.shape.DataException if the data cannot be used
   * @throws dev.jacobian.trainers.config.keys.ConfigException if the loss does not fit the data
   */
  public static TrainingRun prepare(RunConfig config) {
    return of(config, RunData.load(config));
  }

  /** Makes the model for rows that have been read. */
  static TrainingRun of(RunConfig config, RunData data) {
    Preparation preparation = data.preparation();
    Module made = preparation.model(config.model(), new Generator(config.training().seed()));
    Module model = CountModel.of(made, config.loss());
    return new TrainingRun(config, data, model, Losses.of(config.loss(), preparation));
  }

  /** Returns the configuration. */
  public RunConfig config() {
    return config;
  }

  /** Returns the rows. */
  public RunData data() {
    return data;
  }

  /** Returns what is saved of the model as it is now. */
  public SavedModel savedModel() {
    return new SavedModel(
        model.stateDict(),
        data.preparation(),
        Optional.of(
            SavedConfig.of(
                config,
                data.preparation().trained(config.model(), CountModel.logarithms(model)),
                data.preparation().form(config.data()))));
  }

  /** Returns the model, trained as far as it is. */
  public Module model() {
    return model;
  }

  /**
   * Trains the model and scores it on the rows it was trained on and on those held out.
   *
   * @param callbacks called after those that the configuration asks for
   */
  public TrainedRun train(Device device, Callback... callbacks) {
    return train(device, null, null, callbacks);
  }

  /**
   * Trains the model, saves the run as it goes on, and scores the model at the end. If the run is
   * interrupted or a trial there are no scores.
   *
   * @param folder where checkpoints are saved, if they are
   * @param resumed where the run goes on from, or null to start
   * @param callbacks called after those that the configuration asks for, before checkpoints are
   *     saved
   */
  public TrainedRun train(
      Device device,
      @Nullable RunFolder folder,
      RunFolder.@Nullable Resumed resumed,
      Callback... callbacks) {
    TrainingConfig training = config.training();
    moveTo(device);
    Optimizer optimizer = config.optimizer().options().optimizer(model.parameters());
    TrainerOptions options = training.trainer().withGradientNorm(folder != null);
    List<Callback> listeners = configured(optimizer);
    listeners.addAll(List.of(callbacks));
    if (folder != null) {
      listeners.add(new FolderGuard(folder));
      listeners.add(folder.checkpoints(monitor()));
    }
    Trainer trainer =
        new Trainer(model, loss, optimizer, options)
            .with(training.gradientStrategy())
            .with(listeners.toArray(Callback[]::new));
    if (training.averaging().isPresent()) {
      trainer = trainer.with(training.averaging().get());
    }
    if (resumed != null) {
      trainer = goOn(trainer, resumed);
    }
    try (DataLoader train = data.trainLoader(training)) {
      TrainResult result;
      if (data.validation().isEmpty()) {
        result = trainer.fit(train);
      } else {
        try (DataLoader validation =
            DataLoader.of(data.validation().get(), training.batches().inOrder())) {
          result = trainer.fit(train, validation);
        }
      }
      if (training.isTrial() || TrainedRun.isInterrupted(result)) {
        return new TrainedRun(
            result, OptionalInt.empty(), Map.of(), Optional.empty(), Optional.empty());
      }
      return new TrainedRun(
          result,
          earlierEpoch(listeners, result),
          score(data.unchanged()),
          data.validation().map(this::score),
          data.test().map(this::score));
    }
  }

  private static Trainer goOn(Trainer trainer, RunFolder.Resumed resumed) {
    Checkpoint state = resumed.found().checkpoint();
    return resumed.changes().isEmpty()
        ? trainer.resume(state)
        : trainer.resumeChanged(
            state, resumed.changes().stream().anyMatch(TrainingRun::isLearningRate));
  }

  private static boolean isLearningRate(ConfigChange change) {
    return change.key().equals("optimizer.learningRate") || change.key().startsWith("schedule");
  }

  /** Returns the epoch of the weights that the run ends with, if it is not the last. */
  private static OptionalInt earlierEpoch(List<Callback> listeners, TrainResult result) {
    int last = result.history().isEmpty() ? 0 : result.last().epoch();
    return listeners.stream()
        .filter(BestWeights.class::isInstance)
        .mapToInt(best -> ((BestWeights) best).epoch())
        .filter(epoch -> epoch > 0 && epoch < last)
        .findFirst();
  }

  /**
   * Tries learning rates on the training rows, and leaves the model as it was.
   *
   * @param options which rates
   */
  public LearningRateCurve findLearningRate(Device device, LearningRateFinder.Options options) {
    TrainingConfig training = config.training();
    moveTo(device);
    Optimizer optimizer = config.optimizer().options().optimizer(model.parameters());
    try (DataLoader train = data.trainLoader(training)) {
      return new LearningRateFinder(model, loss, optimizer, options)
          .with(training.gradientStrategy(), training.trainer().shards())
          .with(clipping().toArray(GradientTransform[]::new))
          .find(train);
    }
  }

  private void moveTo(Device device) {
    if (config.float32MatmulPrecision() != null) {
      device.setFloat32MatmulPrecision(config.float32MatmulPrecision());
    }
    model.to(device);
  }

  private List<GradientTransform> clipping() {
    List<GradientTransform> transforms = new ArrayList<>();
    config.training().clipNorm().ifPresent(norm -> transforms.add(new GradientClipping(norm)));
    config.training().clipValue().ifPresent(limit -> transforms.add(new ValueClipping(limit)));
    return transforms;
  }

  private Map<String, Double> score(Dataset rows) {
    List<Metric> metrics = Parts.metrics(config.training().metrics());
    try (DataLoader loader = DataLoader.of(rows, Scoring.batches(data.preparation()))) {
      return Evaluator.scores(
          model,
          loss,
          loader,
          metrics,
          data.preparation()::inDataUnits,
          config.training().trainer().compile());
    }
  }

  private Monitor monitor() {
    TrainingConfig training = config.training();
    return new Monitor(training.monitor(), training.monitorIsHigherBetter());
  }

  private List<Callback> configured(Optimizer optimizer) {
    TrainingConfig training = config.training();
    Monitor monitor = monitor();
    List<Callback> callbacks = new ArrayList<>();
    callbacks.add(
        new MetricScores(
            Parts.metrics(training.metrics()),
            data.preparation()::inDataUnits,
            data.preparation()::judgedTargets));
    callbacks.addAll(clipping());
    training
        .schedule()
        .ifPresent(
            schedule ->
                callbacks.add(schedule.callback(optimizer, monitor, length(schedule.unit()))));
    training.timeLimit().ifPresent(limit -> callbacks.add(new TimeLimit(limit)));
    training
        .earlyStopping()
        .ifPresent(
            stop -> callbacks.add(new EarlyStopping(monitor, stop.patience(), stop.minDelta())));
    if (training.keepBest()) {
      callbacks.add(new BestWeights(monitor));
    }
    return callbacks;
  }

  /** Returns the units of the whole run. */
  private long length(LearningRateSchedule.Unit unit) {
    TrainerOptions trainer = config.training().trainer();
    int batchSize = config.training().batches().batchSize();
    long batches = (data.train().size() + batchSize - 1) / batchSize;
    long steps =
        trainer.overfitBatches() > 0 ? Math.min(batches, trainer.overfitBatches()) : batches;
    return unit == LearningRateSchedule.Unit.EPOCH ? trainer.epochs() : trainer.epochs() * steps;
  }

  /**
   * What training gave.
   *
   * @param result the scores of the epochs
   * @param earlierEpoch the epoch of the final weights, if an earlier one than the last was better
   * @param trainScores loss and metrics of the final weights on the training rows; none if the run
   *     was interrupted or a trial
   * @param validationScores the same on the rows held out, if any
   * @param testScores the same on rows that had no part in the training, if any
   */
  public record TrainedRun(
      TrainResult result,
      OptionalInt earlierEpoch,
      Map<String, Double> trainScores,
      Optional<Map<String, Double>> validationScores,
      Optional<Map<String, Double>> testScores) {
    /**
     * Says of which epoch the final weights are, if it is not the last.
     *
     * @param score by which they were better
     */
    public Optional<String> origin(String score) {
      return earlierEpoch.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "of the weights after epoch "
                  + earlierEpoch.getAsInt()
                  + ", whose "
                  + score
                  + " was the best; the last epoch was "
                  + result.last().epoch());
    }

    /** Returns whether the run was told to stop. */
    public boolean isInterrupted() {
      return isInterrupted(result);
    }

    private static boolean isInterrupted(TrainResult result) {
      return result.stopReason().filter(Interruption.REASON::equals).isPresent();
    }
  }
}
