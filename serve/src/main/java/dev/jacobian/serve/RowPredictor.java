package dev.jacobian.serve;

import dev.jacobian.shape.DataException;
import java.util.List;

/** What a server asks of a model. Its methods are called by several threads at once. */
public interface RowPredictor {
  /** Returns what the model takes and gives. */
  ModelDescription description();

  /**
   * Predicts rows. Each one's prediction is the same bits whatever rows stand beside it.
   *
   * @param rows raw numbers {@code [n][features]}, NaN where a value is missing
   * @throws DataException if a row holds what the model cannot take
   */
  List<RowPrediction> predict(double[][] rows);
}
