package dev.jacobian.trainers.run;

import dev.jacobian.data.table.TableDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import java.util.stream.LongStream;

/** Looks at targets that are to be counts. */
final class Counts {
  private static final int ROWS_AT_ONCE = 4096;

  private Counts() {}

  /**
   * Checks that no target is below 0, where the likelihood of a mean has no maximum.
   *
   * @param source of the rows, for the error
   * @throws DataException if one is
   */
  static void require(TableDataset rows, String source) {
    for (long start = 0; start < rows.size(); start += ROWS_AT_ONCE) {
      long end = Math.min(rows.size(), start + ROWS_AT_ONCE);
      double[] targets = targets(rows, LongStream.range(start, end).toArray());
      int names = rows.targetNames().size();
      for (int i = 0; i < targets.length; i++) {
        if (targets[i] < 0) {
          throw new DataException(
              source
                  + ": the target '"
                  + rows.targetNames().get(i % names)
                  + "' has the number "
                  + targets[i]
                  + " in row "
                  + (start + i / names + 1),
              "counts, 0 or above, for the loss poisson_nll",
              "look at the target, or choose another loss such as mse");
        }
      }
    }
  }

  private static double[] targets(TableDataset rows, long[] indices) {
    try (MemoryScope scope = MemoryScope.open()) {
      return rows.gather(indices).targets().toDoubleArray();
    }
  }
}
