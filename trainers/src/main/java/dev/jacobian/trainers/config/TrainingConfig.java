package dev.jacobian.trainers.config;

import dev.jacobian.data.DataLoader;
import dev.jacobian.trainers.TrainerOptions;
import dev.jacobian.trainers.ValidationInterval;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.strategy.CompileMode;
import dev.jacobian.trainers.strategy.GradientStrategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the model is trained.
 *
 * @param epochs passes over the training rows
 * @param batchSize rows of a step
 * @param shuffle whether each epoch has another order
 * @param shuffleWindow rows that are mixed at a time; 0 for all
 * @param seed of the first weights, the split, the order and dropout
 * @param workers threads that prepare batches; 0 prepares them in the training thread. Never
 *     changes the result
 * @param prefetch batches that each worker may be ahead
 * @param shards micro-batches of a step
 * @param strategy where gradients are computed
 * @param clipNorm the largest norm of a step's gradient, if it is limited
 * @param clipValue the largest element of a step's gradient, if it is limited
 * @param schedule how the learning rate changes, if it does
 * @param validateEvery how often the model is judged on the rows held out
 * @param fastDevRun the batches of a trial, or 0 for a run that counts
 * @param overfitBatches the first batches, which each epoch repeats; 0 for all
 * @param timeLimit when the run ends at the latest, if ever
 * @param checkpoints when the run is saved
 * @param metrics scores beside the loss
 * @param monitor the score that says which weights are better
 * @param keepBest whether the run ends with the best of them
 * @param earlyStopping when to stop before the last epoch, if ever
 * @param detectAnomaly whether every op is checked for NaN
 * @param compile whether the steps are compiled
 */
public record TrainingConfig(
    int epochs,
    int batchSize,
    boolean shuffle,
    int shuffleWindow,
    long seed,
    int workers,
    int prefetch,
    int shards,
    StrategyConfig strategy,
    Optional<Double> clipNorm,
    Optional<Double> clipValue,
    Optional<ScheduleConfig> schedule,
    ValidationInterval validateEvery,
    int fastDevRun,
    int overfitBatches,
    Optional<Duration> timeLimit,
    CheckpointConfig checkpoints,
    List<MetricChoice> metrics,
    String monitor,
    boolean keepBest,
    Optional<EarlyStoppingConfig> earlyStopping,
    boolean detectAnomaly,
    CompileMode compile) {
  private static final ValueType<Integer> COUNT = ValueType.integer(1, Integer.MAX_VALUE);

  private static final Key<Integer> EPOCHS =
      Key.required("epochs", COUNT, "passes over the training rows").changeable();
  private static final Key<Integer> BATCH_SIZE =
      Key.defaultsTo(32, "batchSize", COUNT, "rows of a step");
  private static final Key<Boolean> SHUFFLE =
      Key.defaultsTo(true, "shuffle", ValueType.bool(), "whether each epoch has another order");
  private static final Key<Integer> SHUFFLE_WINDOW =
      Key.optional(
          "shuffleWindow",
          COUNT,
          "rows that are mixed at a time, by default all; for a cached file that is larger than memory,"
              + " where each row of an order that mixes all is a read from the disk");
  private static final Key<Long> SEED =
      Key.defaultsTo(
          0L,
          "seed",
          ValueType.anyLong(),
          "of first weights, split, order and dropout; same seed, same result");
  private static final Key<Integer> WORKERS =
      Key.defaultsTo(
              0,
              "workers",
              ValueType.integer(0, 256),
              "threads that prepare batches; never changes the result")
          .changeable();
  private static final Key<Integer> PREFETCH =
      Key.defaultsTo(
              DataLoader.Options.of(1).prefetch(),
              "prefetch",
              ValueType.integer(1, 1024),
              "batches that each worker may be ahead; bounds the memory that they take")
          .changeable();
  private static final Key<Integer> SHARDS =
      Key.defaultsTo(
          1,
          "shards",
          COUNT,
          "micro-batches of a step, whose gradients are added: larger batches in the same memory");
  private static final Key<StrategyConfig> STRATEGY =
      Key.optional(
              "strategy",
              StrategyConfig.SECTION,
              "where gradients are computed; by default single, the run's device")
          .changeable();
  private static final Key<Double> CLIP_NORM =
      Key.optional("clipNorm", ValueType.numberAbove(0), "the largest norm of a step's gradient");
  private static final Key<Double> CLIP_VALUE =
      Key.optional(
          "clipValue", ValueType.numberAbove(0), "the largest element of a step's gradient");
  private static final Key<ScheduleConfig> SCHEDULE =
      Key.optional("schedule", ScheduleConfig.SECTION, "how the learning rate changes");
  private static final Key<ValidationInterval> VALIDATE_EVERY =
      Key.defaultsTo(
          TrainerOptions.of(1).validateEvery(),
          "validateEvery",
          ValueType.interval(),
          "how often the model is judged on the rows held out; at the end of the last epoch always");
  private static final Key<Integer> FAST_DEV_RUN =
      Key.defaultsTo(
              TrainerOptions.of(1).fastDevRun(),
              "fastDevRun",
              ValueType.batches(),
              "above 0, a trial: one epoch of this many batches, which saves nothing; true is 1 batch")
          .changeable();
  private static final Key<Integer> OVERFIT_BATCHES =
      Key.defaultsTo(
          TrainerOptions.of(1).overfitBatches(),
          "overfitBatches",
          ValueType.integer(0, Integer.MAX_VALUE),
          "above 0, each epoch trains on the first so many batches in order, and validates on the same, to see whether the model can learn them");
  private static final Key<Duration> TIME_LIMIT =
      Key.optional(
              "timeLimit",
              ValueType.duration(),
              "the run ends after the step that passes this time, with a checkpoint")
          .changeable();
  private static final Key<CheckpointConfig> CHECKPOINTS =
      Key.optional(
              "checkpoints",
              CheckpointConfig.SECTION,
              "when the run is saved; by default after epochs")
          .changeable();
  private static final Key<List<MetricChoice>> METRICS =
      Key.optional(
          "metrics",
          ValueType.listOf(
              MetricChoice.TYPE,
              "a list out of "
                  + String.join(", ", MetricChoice.spellings(Arrays.asList(MetricKind.values())))),
          "scores beside the loss; by default rmse and r2, or accuracy for classes");
  private static final Key<String> MONITOR =
      Key.optional(
          "monitor",
          ValueType.text(),
          "the score that says which weights are better, such as validation_loss (the default) or train_r2");
  private static final Key<Boolean> KEEP_BEST =
      Key.optional(
          "keepBest",
          ValueType.bool(),
          "whether to end with the weights of the best score; by default if rows are held out");
  private static final Key<EarlyStoppingConfig> EARLY_STOPPING =
      Key.optional(
          "earlyStopping", EarlyStoppingConfig.SECTION, "when to stop before the last epoch");
  private static final Key<Boolean> DETECT_ANOMALY =
      Key.defaultsTo(
              false,
              "detectAnomaly",
              ValueType.bool(),
              "whether to check every op of every step for NaN; slow, and seldom needed, since a run that fails looks for the op")
          .changeable();
  private static final Key<CompileMode> COMPILE =
      Key.defaultsTo(
              CompileMode.AUTO,
              "compile",
              ValueType.choice(CompileMode.class),
              "whether steps are captured once and repeated as fused kernels; auto runs eagerly what cannot be captured")
          .changeable();

  static final List<Key<?>> KEYS =
      List.of(
          EPOCHS,
          BATCH_SIZE,
          SHUFFLE,
          SHUFFLE_WINDOW,
          SEED,
          WORKERS,
          PREFETCH,
          SHARDS,
          STRATEGY,
          CLIP_NORM,
          CLIP_VALUE,
          SCHEDULE,
          VALIDATE_EVERY,
          FAST_DEV_RUN,
          OVERFIT_BATCHES,
          TIME_LIMIT,
          CHECKPOINTS,
          METRICS,
          MONITOR,
          KEEP_BEST,
          EARLY_STOPPING,
          DETECT_ANOMALY,
          COMPILE);

  /** Copies the list. */
  public TrainingConfig {
    metrics = List.copyOf(metrics);
  }

  /** Returns whether the run is a trial that saves nothing. */
  public boolean isTrial() {
    return fastDevRun > 0;
  }

  /** Returns what computes the gradients. */
  public GradientStrategy gradientStrategy() {
    return strategy.of(shards);
  }

  /** Returns the first metric, or, if there is none, that of the task. */
  public MetricChoice usualMetric(Task task) {
    return metrics.isEmpty() ? MetricKind.defaults(task).get(0) : metrics.get(0);
  }

  /** Returns whether a larger value of the monitored score is the better one. */
  public boolean monitorIsHigherBetter() {
    return metrics.stream()
        .filter(metric -> metric.kind().higherIsBetter())
        .flatMap(metric -> Arrays.stream(Phase.values()).map(phase -> phase.score(metric.name())))
        .anyMatch(monitor::equals);
  }

  static TrainingConfig read(Section section, Task task, SplitConfig split) {
    boolean hasValidation = split.hasValidation();
    List<MetricChoice> metrics = section.get(METRICS, MetricKind.defaults(task));
    requireMetrics(section, metrics, task);
    if (!hasValidation) {
      section.forbid(VALIDATE_EVERY, "no rows are held out; data.validation says how many are");
    }
    if (section.get(FAST_DEV_RUN) > 0 && section.get(OVERFIT_BATCHES) > 0) {
      section.forbid(OVERFIT_BATCHES, "fastDevRun says which batches are used");
    }
    StrategyConfig strategy = section.find(STRATEGY).orElse(StrategyConfig.defaults());
    strategy.requireShards(section.get(SHARDS), section, STRATEGY);
    return new TrainingConfig(
        section.get(EPOCHS),
        section.get(BATCH_SIZE),
        section.get(SHUFFLE),
        shuffleWindow(section, split.share() > 0),
        section.get(SEED),
        section.get(WORKERS),
        section.get(PREFETCH),
        section.get(SHARDS),
        strategy,
        section.find(CLIP_NORM),
        section.find(CLIP_VALUE),
        section.find(SCHEDULE),
        section.get(VALIDATE_EVERY),
        section.get(FAST_DEV_RUN),
        section.get(OVERFIT_BATCHES),
        section.find(TIME_LIMIT),
        section.find(CHECKPOINTS).orElse(CheckpointConfig.defaults()),
        metrics,
        monitor(section, metrics, hasValidation),
        section.get(KEEP_BEST, hasValidation),
        section.find(EARLY_STOPPING),
        section.get(DETECT_ANOMALY),
        section.get(COMPILE));
  }

  private static void requireMetrics(Section section, List<MetricChoice> metrics, Task task) {
    Set<MetricChoice> seen = new HashSet<>();
    for (MetricChoice metric : metrics) {
      if (!metric.kind().fits(task)) {
        throw new ConfigException(
            section.placeOf(METRICS),
            metric.name() + " says nothing about " + ValueType.spelling(task) + " outputs",
            "metrics that fit the loss: " + String.join(", ", fitting(task)));
      }
      if (!seen.add(metric)) {
        throw new ConfigException(
            section.placeOf(METRICS),
            "the metric " + metric.name() + " stands here twice",
            "each metric once");
      }
    }
  }

  private static int shuffleWindow(Section section, boolean isShareHeldOut) {
    Optional<Integer> window = section.find(SHUFFLE_WINDOW);
    if (window.isPresent() && !section.get(SHUFFLE)) {
      throw new ConfigException(
          section.placeOf(SHUFFLE_WINDOW),
          "a window of rows that are mixed, but shuffle is false",
          "one of the two",
          "leave out shuffleWindow, or shuffle: false");
    }
    if (window.isPresent() && isShareHeldOut) {
      throw new ConfigException(
          section.placeOf(SHUFFLE_WINDOW),
          "a window of rows, but data.validation takes rows out of the whole file at random, so that"
              + " neighbours lie anywhere in it",
          "one of the two",
          "hold out a file of its own with data.validationFile in place of data.validation");
    }
    return window.orElse(0);
  }

  private static String monitor(
      Section section, List<MetricChoice> metrics, boolean hasValidation) {
    List<String> scores = ScoreNames.of(metrics, hasValidation);
    Phase judge = hasValidation ? Phase.VALIDATION : Phase.TRAIN;
    String monitor = section.get(MONITOR, judge.score(Phase.LOSS));
    if (!scores.contains(monitor)) {
      throw new ConfigException(
          section.placeOf(MONITOR),
          "there is no score '" + monitor + "' in this run",
          "one of " + String.join(", ", scores),
          Suggestion.nearest(monitor, scores).map(Suggestion::question).orElse(null));
    }
    return monitor;
  }

  private static List<String> fitting(Task task) {
    return MetricChoice.spellings(
        Arrays.stream(MetricKind.values()).filter(kind -> kind.fits(task)).toList());
  }
}
