package dev.jacobian.trainers.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores after a step: those of an epoch that ends there, or of a validation inside of one.
 * Everything in it follows from configuration, data and seed.
 *
 * @param epoch the epoch, from 1
 * @param step the steps of the run so far
 * @param isEpochEnd whether the epoch ends with the step
 * @param learningRate that of the step
 * @param scores values by name, such as {@code train_loss} and {@code validation_r2}
 */
public record ScoreRecord(
    int epoch, long step, boolean isEpochEnd, double learningRate, Map<String, Double> scores) {
  /** Copies the map, in its order. */
  public ScoreRecord {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /** Returns the record of a whole epoch. */
  public static ScoreRecord ofEpoch(
      int epoch, long step, double learningRate, Map<String, Double> scores) {
    return new ScoreRecord(epoch, step, true, learningRate, scores);
  }

  /** Returns the record of a validation inside of an epoch. */
  public static ScoreRecord ofValidation(
      int epoch, long step, double learningRate, Map<String, Double> scores) {
    return new ScoreRecord(epoch, step, false, learningRate, scores);
  }
}
