package dev.jacobian.trainers;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.trainers.strategy.CompileMode;

/**
 * Settings of a {@link Trainer}.
 *
 * @param epochs passes over the training rows
 * @param shards micro-batches of a step, whose gradients are added: larger batches in the same
 *     memory
 * @param detectAnomaly whether every op of every step is checked for NaN and infinity; slow, in
 *     eager steps, and seldom needed, since a run that fails looks for the op
 * @param compile whether steps are captured once and repeated as fused kernels; auto runs eagerly
 *     what cannot be captured
 * @param gradientNorm whether the norm of each step's gradient is computed, for {@link
 *     dev.jacobian.trainers.callback.BatchFinished}
 * @param validateEvery how often the model is judged on the rows held out; at the end of the last
 *     epoch always
 * @param fastDevRun above 0, the run is a trial: one epoch over this many batches of training and
 *     of validation, which stops for nothing and saves nothing. Lightning's {@code fast_dev_run}
 * @param overfitBatches above 0, each epoch trains on the first so many batches in order, and
 *     validates on the same: a model that cannot learn them has a mistake. Lightning's {@code
 *     overfit_batches}
 */
public record TrainerOptions(
    @Option(min = 1, required = true, mayChange = true) int epochs,
    @Option(min = 1) int shards,
    @Option(mayChange = true) boolean detectAnomaly,
    @Option(mayChange = true) CompileMode compile,
    boolean gradientNorm,
    @Option ValidationInterval validateEvery,
    @Option(min = 0, mayChange = true) int fastDevRun,
    @Option(min = 0) int overfitBatches) {
  /** Checks the numbers. */
  public TrainerOptions {
    OptionRanges.require(
        TrainerOptions.class,
        epochs,
        shards,
        detectAnomaly,
        compile,
        gradientNorm,
        validateEvery,
        fastDevRun,
        overfitBatches);
    if (fastDevRun > 0 && overfitBatches > 0) {
      throw new OptionException(
          "a trainer with fastDevRun " + fastDevRun + " and overfitBatches " + overfitBatches,
          "a number of batches for one of them, or 0");
    }
  }

  /**
   * Returns the defaults for a number of epochs: one shard, no anomaly detection, compiled where
   * possible, no gradient norm, validation after each epoch, all batches.
   */
  public static TrainerOptions of(int epochs) {
    return new TrainerOptions(
        epochs, 1, false, CompileMode.AUTO, false, ValidationInterval.EVERY_EPOCH, 0, 0);
  }

  /** Returns these options with another number of epochs. */
  public TrainerOptions withEpochs(int newEpochs) {
    return new TrainerOptions(
        newEpochs,
        shards,
        detectAnomaly,
        compile,
        gradientNorm,
        validateEvery,
        fastDevRun,
        overfitBatches);
  }

  /** Returns these options with another number of micro-batches. */
  public TrainerOptions withShards(int newShards) {
    return new TrainerOptions(
        epochs,
        newShards,
        detectAnomaly,
        compile,
        gradientNorm,
        validateEvery,
        fastDevRun,
        overfitBatches);
  }

  /** Returns these options with anomaly detection on or off. */
  public TrainerOptions withDetectAnomaly(boolean detect) {
    return new TrainerOptions(
        epochs, shards, detect, compile, gradientNorm, validateEvery, fastDevRun, overfitBatches);
  }

  /** Returns these options with steps compiled or not. */
  public TrainerOptions withCompile(CompileMode mode) {
    return new TrainerOptions(
        epochs,
        shards,
        detectAnomaly,
        mode,
        gradientNorm,
        validateEvery,
        fastDevRun,
        overfitBatches);
  }

  /** Returns these options with the gradient's norm computed in each step or not. */
  public TrainerOptions withGradientNorm(boolean isComputed) {
    return new TrainerOptions(
        epochs,
        shards,
        detectAnomaly,
        compile,
        isComputed,
        validateEvery,
        fastDevRun,
        overfitBatches);
  }

  /** Returns these options with validation at another interval. */
  public TrainerOptions withValidateEvery(ValidationInterval interval) {
    return new TrainerOptions(
        epochs, shards, detectAnomaly, compile, gradientNorm, interval, fastDevRun, overfitBatches);
  }

  /** Returns these options as a trial with so many batches; 0 for a run that counts. */
  public TrainerOptions withFastDevRun(int batches) {
    return new TrainerOptions(
        epochs,
        shards,
        detectAnomaly,
        compile,
        gradientNorm,
        validateEvery,
        batches,
        overfitBatches);
  }

  /** Returns these options with only the first batches, in order; 0 for all. */
  public TrainerOptions withOverfitBatches(int batches) {
    return new TrainerOptions(
        epochs, shards, detectAnomaly, compile, gradientNorm, validateEvery, fastDevRun, batches);
  }
}
