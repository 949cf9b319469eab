package dev.jacobian.trainers.predict;

import java.util.List;

/**
 * A row of the input with what the model says of it.
 *
 * @param kept values that are copied from the input
 * @param prediction of the row
 */
public record PredictedRow(List<KeptValue> kept, Prediction prediction) {
  /** Copies the list. */
  public PredictedRow {
    kept = List.copyOf(kept);
  }
}
