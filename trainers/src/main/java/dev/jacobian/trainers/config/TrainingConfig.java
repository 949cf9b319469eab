package dev.jacobian.trainers.config;

import dev.jacobian.data.DataLoader;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.trainers.TrainerOptions;
import dev.jacobian.trainers.WeightAveraging;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.config.data.SplitConfig;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.Suggestion;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.Variants;
import dev.jacobian.trainers.config.kind.AveragingKind;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.MetricKind;
import dev.jacobian.trainers.config.kind.SamplerKind;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.strategy.GradientStrategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the model is trained.
 *
 * @param trainer how steps are made, and how many
 * @param batches how the rows become batches, each time in the order of the seed
 * @param shuffleWindow rows that are mixed at a time, by default all; for a cached file that is
 *     larger than memory, where each row of an order that mixes all is a read from the disk
 * @param bucketBatches batches whose texts are sorted by length, so that little is padded: the
 *     more, the less of it, and the less random batches are; 0 for texts of any length in a batch;
 *     by default 100; for texts with classes
 * @param sampler which rows an epoch has: balanced draws as many as there are so that each class
 *     comes as often as any other, however rare it is; by default each row once
 * @param seed of first weights, split, order and dropout; same seed, same result
 * @param strategy where gradients are computed; by default single, the run's device
 * @param clipNorm the largest norm of a step's gradient
 * @param clipValue the largest element of a step's gradient
 * @param schedule how the learning rate changes
 * @param averaging an average of the weights on the way, which is judged and saved in their place
 * @param timeLimit the run ends after the step that passes this time, with a checkpoint
 * @param checkpoints when the run is saved; by default after epochs
 * @param metrics scores beside the loss; by default rmse and r2, or accuracy for classes
 * @param monitor the score that says which weights are better, such as validation_loss (the
 *     default) or train_r2
 * @param keepBest whether to end with the weights of the best score; by default if rows are held
 *     out
 * @param earlyStopping when to stop before the last epoch
 */
public record TrainingConfig(
    TrainerOptions trainer,
    DataLoader.Options batches,
    @Option(min = 1) Optional<Integer> shuffleWindow,
    @Option(min = 0, max = 1 << 20, varies = true) int bucketBatches,
    @Option Optional<SamplerKind> sampler,
    @Option long seed,
    @Option(mayChange = true) StrategyConfig strategy,
    @Option(above = 0) Optional<Double> clipNorm,
    @Option(above = 0) Optional<Double> clipValue,
    @Option Optional<ScheduleConfig> schedule,
    @Option Optional<WeightAveraging> averaging,
    @Option(mayChange = true) Optional<Duration> timeLimit,
    @Option(mayChange = true) CheckpointConfig checkpoints,
    @Option(varies = true) List<MetricChoice> metrics,
    @Option(varies = true) String monitor,
    @Option(varies = true) boolean keepBest,
    @Option Optional<EarlyStoppingConfig> earlyStopping) {
  private static final int BATCH_SIZE = 32;
  private static final int BUCKET_BATCHES = 100;

  private static final SectionType<WeightAveraging> AVERAGING =
      new Variants<>(
              AveragingKind.class,
              "which average",
              kind ->
                  switch (kind) {
                    case EMA -> WeightAveraging.Ema.defaults();
                    case SWA -> new WeightAveraging.Swa(1);
                  },
              Map.of(),
              (kind, key) -> ValueType.spelling(kind) + " has no " + OptionRanges.words(key))
          .section(true, (kind, read) -> (WeightAveraging) read);

  static final List<Key<?>> KEYS = keys(Task.REGRESSION, false, 0).keys();

  /** Returns the keys, with the defaults for a task and its data. */
  private static RecordKeys<TrainingConfig> keys(
      Task task, boolean hasValidation, int bucketBatches) {
    Phase judge = hasValidation ? Phase.VALIDATION : Phase.TRAIN;
    TrainingConfig usual =
        new TrainingConfig(
            TrainerOptions.of(1),
            DataLoader.Options.of(BATCH_SIZE).withShuffle(0),
            Optional.empty(),
            bucketBatches,
            Optional.empty(),
            0,
            StrategyConfig.defaults(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            CheckpointConfig.defaults(),
            MetricChoice.defaults(task),
            judge.score(Phase.LOSS),
            hasValidation,
            Optional.empty());
    return RecordKeys.of(
        usual,
        Map.of(
            "fastDevRun",
            ValueType.batches(),
            "strategy",
            StrategyConfig.SECTION,
            "schedule",
            ScheduleConfig.SECTION,
            "averaging",
            AVERAGING,
            "earlyStopping",
            EarlyStoppingConfig.SECTION,
            "metrics",
            MetricChoice.LIST));
  }

  /** Copies the list. */
  public TrainingConfig {
    metrics = List.copyOf(metrics);
  }

  /** Returns whether the run is a trial that saves nothing. */
  public boolean isTrial() {
    return trainer.fastDevRun() > 0;
  }

  /** Returns how the rows become batches that are trained on. */
  public DataLoader.Options trainBatches() {
    return sampler.isPresent()
        ? batches.inOrder()
        : batches.withShuffleWindow(shuffleWindow.orElse(0)).withBucketBatches(bucketBatches);
  }

  /** Returns what computes the gradients. */
  public GradientStrategy gradientStrategy() {
    return strategy.of(trainer.shards());
  }

  /** Returns the first metric, or, if there is none, that of the task. */
  public MetricChoice usualMetric(Task task) {
    return metrics.isEmpty() ? MetricChoice.defaults(task).get(0) : metrics.get(0);
  }

  /** Returns whether a larger value of the monitored score is the better one. */
  public boolean monitorIsHigherBetter() {
    return metrics.stream()
        .filter(metric -> metric.kind().higherIsBetter())
        .flatMap(metric -> Arrays.stream(Phase.values()).map(phase -> phase.score(metric.name())))
        .anyMatch(monitor::equals);
  }

  static TrainingConfig read(
      Section section, Task task, DataConfig data, OptimizerConfig optimizer) {
    SplitConfig split = data.split();
    boolean haveLengths = data.kind() == DataKind.LABELLED_TEXT;
    RecordKeys<TrainingConfig> keys =
        keys(task, split.hasValidation(), haveLengths ? BUCKET_BATCHES : 0);
    if (haveLengths) {
      section.forbid(
          keys.key("shuffleWindow"), "texts with classes are in memory, and all of them are mixed");
    } else {
      section.forbid(keys.key("bucketBatches"), "the data are " + data.kind() + ", of one length");
    }
    if (!split.hasValidation()) {
      section.forbid(
          keys.key("validateEvery"), "no rows are held out; data.validation says how many are");
    }
    TrainingConfig training = keys.read(section);
    if (training.schedule.orElse(null) instanceof ScheduleConfig.ByPosition schedule) {
      schedule.requireFits(optimizer, section.placeOf(keys.key("schedule")));
    }
    training.requireMetrics(section.placeOf(keys.key("metrics")), task);
    training.requireMonitor(section.placeOf(keys.key("monitor")), split.hasValidation());
    if (section.has(keys.key("bucketBatches")) && training.bucketBatches > 0) {
      training.requireShuffle(section.placeOf(keys.key("bucketBatches")));
    }
    if (training.sampler.isPresent()) {
      boolean isAsked = section.has(keys.key("bucketBatches")) && training.bucketBatches > 0;
      training.requireDrawn(section.placeOf(keys.key("sampler")), task, data.kind(), isAsked);
    }
    training.requireWindow(section.placeOf(keys.key("shuffleWindow")), split.drawsRows());
    training.strategy.requireShards(training.trainer.shards(), section, keys.key("strategy"));
    return training;
  }

  private void requireMetrics(KeyPlace place, Task task) {
    Set<MetricChoice> seen = new HashSet<>();
    for (MetricChoice metric : metrics) {
      if (!metric.kind().fits(task)) {
        throw new ConfigException(
            place,
            metric.name() + " says nothing about " + ValueType.spelling(task) + " outputs",
            "metrics that fit the loss: " + String.join(", ", fitting(task)));
      }
      if (!seen.add(metric)) {
        throw new ConfigException(
            place, "the metric " + metric.name() + " stands here twice", "each metric once");
      }
    }
  }

  private void requireShuffle(KeyPlace place) {
    if (!batches.shuffle()) {
      throw new ConfigException(
          place,
          "batches that are drawn and sorted by length, but shuffle is false",
          "one of the two",
          "leave out bucketBatches, or shuffle: false");
    }
  }

  /**
   * Checks that rows can be drawn by their classes.
   *
   * @param areSorted whether batches of like lengths are asked for
   */
  private void requireDrawn(KeyPlace place, Task task, DataKind data, boolean areSorted) {
    if (task == Task.REGRESSION || data == DataKind.TEXT) {
      throw new ConfigException(
          place,
          "rows are drawn by their classes, and "
              + (task == Task.REGRESSION ? "the targets are numbers" : "text has none"),
          "a loss of classes, or this key to be absent");
    }
    String other =
        !batches.shuffle()
            ? "shuffle: false"
            : shuffleWindow.isPresent() ? "shuffleWindow" : areSorted ? "bucketBatches" : null;
    if (other != null) {
      throw new ConfigException(
          place,
          "the sampler draws rows from all of them, and " + other + " asks for another order",
          "one of the two",
          "leave out sampler, or " + other);
    }
  }

  private void requireWindow(KeyPlace place, boolean areRowsDrawn) {
    if (shuffleWindow.isPresent() && !batches.shuffle()) {
      throw new ConfigException(
          place,
          "a window of rows that are mixed, but shuffle is false",
          "one of the two",
          "leave out shuffleWindow, or shuffle: false");
    }
    if (shuffleWindow.isPresent() && areRowsDrawn) {
      throw new ConfigException(
          place,
          "a window of rows, but data.validation takes rows out of the whole file at random, so that"
              + " neighbours lie anywhere in it",
          "one of the two",
          "hold out a file of its own with data.validationFile in place of data.validation");
    }
  }

  private void requireMonitor(KeyPlace place, boolean hasValidation) {
    List<String> scores = ScoreNames.of(metrics, hasValidation);
    if (!scores.contains(monitor)) {
      throw new ConfigException(
          place,
          "there is no score '" + monitor + "' in this run",
          "one of " + String.join(", ", scores),
          Suggestion.nearest(monitor, scores).map(Suggestion::question).orElse(null));
    }
  }

  private static List<String> fitting(Task task) {
    return MetricChoice.spellings(
        Arrays.stream(MetricKind.values()).filter(kind -> kind.fits(task)).toList());
  }
}
