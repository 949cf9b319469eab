package dev.jacobian.trainers.record;

import dev.jacobian.trainers.callback.Phase;
import java.util.Locale;

/**
 * A score's name in its parts.
 *
 * @param phase {@code train}, {@code validation} or {@code test}; empty if the name has none
 * @param metric what is measured, such as {@code loss}
 */
public record ScoreName(String phase, String metric) {
  private static final String TEST = "test";

  /** Returns the name of a score of the test rows, which no phase of the training has. */
  public static String test(String metric) {
    return TEST + "_" + metric;
  }

  /** Takes a name such as {@code validation_loss} apart. */
  public static ScoreName of(String score) {
    for (Phase phase : Phase.values()) {
      String prefix = phase.score("");
      if (score.startsWith(prefix)) {
        return new ScoreName(
            phase.name().toLowerCase(Locale.ROOT), score.substring(prefix.length()));
      }
    }
    return score.startsWith(test(""))
        ? new ScoreName(TEST, score.substring(test("").length()))
        : new ScoreName("", score);
  }
}
