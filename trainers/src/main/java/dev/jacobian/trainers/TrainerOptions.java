package dev.jacobian.trainers;

import dev.jacobian.shape.OptionException;

/**
 * Settings of a {@link Trainer}.
 *
 * @param epochs passes over the training rows, at least 1
 * @param shards micro-batches of a step, at least 1: see {@link
 *     dev.jacobian.trainers.strategy.GradientStrategy}
 * @param detectAnomaly whether every op is checked for NaN and infinity, which is slow and needs
 *     eager steps
 * @param compile whether the steps are compiled
 * @param validateEvery how often the model is judged on the rows held out
 * @param gradientNorm whether the norm of each step's gradient is computed, for {@link
 *     dev.jacobian.trainers.callback.BatchFinished}
 */
public record TrainerOptions(
    int epochs,
    int shards,
    boolean detectAnomaly,
    CompileMode compile,
    ValidationInterval validateEvery,
    boolean gradientNorm) {
  /** Checks the numbers. */
  public TrainerOptions {
    if (epochs < 1 || shards < 1) {
      throw new OptionException(
          "a trainer with " + epochs + " epochs and " + shards + " shards", "at least 1 of each");
    }
  }

  /**
   * Returns the defaults for a number of epochs: one shard, no anomaly detection, compiled where
   * possible, validation after each epoch, no gradient norm.
   */
  public static TrainerOptions of(int epochs) {
    return new TrainerOptions(
        epochs, 1, false, CompileMode.AUTO, ValidationInterval.EVERY_EPOCH, false);
  }

  /** Returns these options with another number of micro-batches. */
  public TrainerOptions withShards(int newShards) {
    return new TrainerOptions(epochs, newShards, detectAnomaly, compile, validateEvery, gradientNorm);
  }

  /** Returns these options with anomaly detection on or off. */
  public TrainerOptions withDetectAnomaly(boolean detect) {
    return new TrainerOptions(epochs, shards, detect, compile, validateEvery, gradientNorm);
  }

  /** Returns these options with steps compiled or not. */
  public TrainerOptions withCompile(CompileMode mode) {
    return new TrainerOptions(epochs, shards, detectAnomaly, mode, validateEvery, gradientNorm);
  }

  /** Returns these options with validation at another interval. */
  public TrainerOptions withValidateEvery(ValidationInterval interval) {
    return new TrainerOptions(epochs, shards, detectAnomaly, compile, interval, gradientNorm);
  }

  /** Returns these options with the gradient's norm computed in each step or not. */
  public TrainerOptions withGradientNorm(boolean isComputed) {
    return new TrainerOptions(epochs, shards, detectAnomaly, compile, validateEvery, isComputed);
  }
}
