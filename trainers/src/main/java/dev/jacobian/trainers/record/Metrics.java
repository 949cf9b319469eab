package dev.jacobian.trainers.record;

import java.util.List;

/**
 * What a metrics file holds.
 *
 * @param steps in order; long runs write down some of their steps only
 * @param epochs in order
 */
public record Metrics(List<StepRecord> steps, List<EpochRecord> epochs) {
  /** Copies the lists. */
  public Metrics {
    steps = List.copyOf(steps);
    epochs = List.copyOf(epochs);
  }
}
