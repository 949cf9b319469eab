package dev.jacobian.trainers.predict;

import dev.jacobian.shape.DataException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Predictions for the rows of a file or a stream, which are read and predicted some at a time, from
 * front to end: both may be larger than memory. For use once, by one thread.
 */
public interface PredictionStream {
  /** Returns the names of the values that are copied from the input. */
  List<String> keptNames();

  /** Returns how a table of these predictions is written. */
  TableForm form();

  /**
   * Predicts all rows.
   *
   * @param sink takes the next rows
   * @return the number of rows
   * @throws DataException if a row cannot be used; the message has its place. The rows before have
   *     been given
   */
  long forEach(Consumer<List<PredictedRow>> sink);
}
