package dev.jacobian.trainers.predict;

import dev.jacobian.shape.DataException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows that come one by one, and are predicted together. */
interface PendingRows {
  /**
   * Adds a row.
   *
   * @param values by their names: texts, numbers, truth values or null
   * @throws DataException if it cannot be used; it is not added then
   */
  void add(Map<String, @Nullable Object> values);

  /** Returns how many rows are predicted at once. */
  int most();

  /** Returns predictions for the rows that were added since the last call. */
  List<Prediction> predict();
}
