package dev.jacobian.trainers.config;

import dev.jacobian.trainers.callback.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of the scores that a run computes: the loss and each metric, of the training and of the
 * held-out rows.
 */
final class ScoreNames {
  private ScoreNames() {}

  /** Returns the names in the order of the phases, the loss first in each. */
  static List<String> of(List<MetricChoice> metrics, boolean hasValidation) {
    List<String> names = new ArrayList<>();
    for (Phase phase : hasValidation ? Phase.values() : new Phase[] {Phase.TRAIN}) {
      names.add(phase.score(Phase.LOSS));
      for (MetricChoice metric : metrics) {
        names.add(phase.score(metric.name()));
      }
    }
    return names;
  }
}
