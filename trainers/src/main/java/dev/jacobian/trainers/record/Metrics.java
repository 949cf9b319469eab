package dev.jacobian.trainers.record;

import java.util.List;

/**
 * What a metrics file holds.
 *
 * @param steps in order; long runs write down some of their steps only
 * @param scores of epochs and of validations inside of them, in order
 */
public record Metrics(List<StepRecord> steps, List<ScoreRecord> scores) {
  /** Copies the lists. */
  public Metrics {
    steps = List.copyOf(steps);
    scores = List.copyOf(scores);
  }

  /** Returns the scores of whole epochs. */
  public List<ScoreRecord> epochs() {
    return scores.stream().filter(ScoreRecord::isEpochEnd).toList();
  }
}
