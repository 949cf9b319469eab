package dev.jacobian.trainers.record;

import dev.jacobian.trainers.callback.Phase;
import java.util.Locale;

/**
 * A score's name in its parts.
 *
 * @param phase {@code train} or {@code validation}; empty if the name has neither
 * @param metric what is measured, such as {@code loss}
 */
public record ScoreName(String phase, String metric) {
  /** Takes a name such as {@code validation_loss} apart. */
  public static ScoreName of(String score) {
    for (Phase phase : Phase.values()) {
      String prefix = phase.score("");
      if (score.startsWith(prefix)) {
        return new ScoreName(
            phase.name().toLowerCase(Locale.ROOT), score.substring(prefix.length()));
      }
    }
    return new ScoreName("", score);
  }
}
