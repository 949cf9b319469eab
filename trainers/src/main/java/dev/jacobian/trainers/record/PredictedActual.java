package dev.jacobian.trainers.record;

import java.util.List;
import java.util.Objects;

/**
 * What a regression predicted for some rows, and what was there, in the data's own units.
 *
 * @param rows which rows, such as {@code 30 validation rows}
 * @param target the column's name
 * @param actual a value for each row
 * @param predicted a value for each row
 */
public record PredictedActual(
    String rows, String target, List<Double> actual, List<Double> predicted) {
  /** Copies the lists. */
  public PredictedActual {
    Objects.requireNonNull(rows, "no rows");
    Objects.requireNonNull(target, "no target");
    actual = List.copyOf(actual);
    predicted = List.copyOf(predicted);
    if (actual.size() != predicted.size()) {
      throw new IllegalArgumentException(
          actual.size() + " actual and " + predicted.size() + " predicted values");
    }
  }
}
