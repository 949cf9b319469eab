package dev.jacobian.cli;

import dev.jacobian.trainers.predict.PredictedRow;
import java.io.IOException;
import java.util.List;

/** Writes predictions as text. */
interface RowWriter {
  /** Writes what stands before the rows. */
  void begin() throws IOException;

  /** Writes a row. */
  void write(PredictedRow row) throws IOException;

  /** Returns the name of something beside others; what has a taken one is a prediction. */
  static String free(String wanted, List<String> taken) {
    return taken.contains(wanted) ? free("predicted_" + wanted, taken) : wanted;
  }
}
