package dev.jacobian.trainers.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of one epoch. Everything in it follows from configuration, data and seed.
 *
 * @param epoch the epoch, from 1
 * @param step the steps of the run so far
 * @param learningRate that of the epoch's last step
 * @param scores values by name, such as {@code train_loss} and {@code validation_r2}
 */
public record EpochRecord(int epoch, long step, double learningRate, Map<String, Double> scores) {
  /** Copies the map, in its order. */
  public EpochRecord {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }
}
