package dev.jacobian.trainers.callback;

import dev.jacobian.shape.StateException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the scores of an epoch, in the order in which they come. */
public final class ScoreBoard {
  private final Map<String, Double> scores = new LinkedHashMap<>();

  /**
   * Adds a score.
   *
   * @param name its name with the phase, such as {@code validation_r2}: see {@link Phase#score}
   * @throws StateException if there is a score of that name
   */
  public void put(String name, double value) {
    if (scores.putIfAbsent(name, value) != null) {
      throw new StateException(
          "the score '" + name + "' was computed twice in one epoch",
          "each score once",
          "remove one of the metrics");
    }
  }

  /** Returns the scores so far. */
  public Map<String, Double> scores() {
    return Collections.unmodifiableMap(scores);
  }
}
