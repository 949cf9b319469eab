package dev.jacobian.trainers.callback;

import dev.jacobian.shape.StateException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The scores of one epoch.
 *
 * @param epoch the epoch, from 1
 * @param scores values by name, such as {@code train_loss} and {@code validation_r2}; a training
 *     score is the mean over the epoch's steps, during which the weights changed
 */
public record EpochScores(int epoch, Map<String, Double> scores) {
  /** Copies the map. */
  public EpochScores {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /**
   * Returns one score.
   *
   * @throws StateException if there is none of that name
   */
  public double score(String name) {
    Double value = scores.get(name);
    if (value == null) {
      throw new StateException(
          "there is no score '" + name + "'",
          scores.isEmpty()
              ? "a run that has scores"
              : "one of " + String.join(", ", scores.keySet()),
          "add the metric to the run, or monitor another score");
    }
    return value;
  }
}
