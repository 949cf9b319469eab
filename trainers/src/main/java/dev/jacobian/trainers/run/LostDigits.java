package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.saved.TablePreparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Finds columns of large numbers that differ by less than float32 tells apart, where nothing shifts
 * them before they are rounded to it.
 */
final class LostDigits {
  /** A look at so many rows is enough for columns such as time stamps, and costs no pass. */
  private static final int MOST_ROWS = 1 << 14;

  private static final int FEWEST_STEPS = 16;
  private static final int SHOWN = 3;

  private LostDigits() {}

  /**
   * Returns a line for the columns that lose their digits, if there are any.
   *
   * @param raw rows in the data's own units, encoded
   */
  static List<String> notes(Dataset raw, TablePreparation preparation) {
    if (preparation.dtype() != DType.FLOAT32) {
      return List.of();
    }
    List<String> lost = new ArrayList<>();
    try (MemoryScope scope = MemoryScope.open()) {
      long rows = Math.min(raw.size(), MOST_ROWS);
      Batch first = raw.gather(LongStream.range(0, rows).toArray());
      boolean isShifted = preparation.features().isPresent() && !isOnlyDivided(preparation);
      if (!isShifted) {
        find(first.inputs(), "feature", preparation.inputNames(), lost);
      }
      if (first.targets().dtype() == DType.FLOAT64 && preparation.targets().isEmpty()) {
        find(first.targets(), "target", preparation.targetNames(), lost);
      }
    }
    if (lost.isEmpty()) {
      return List.of();
    }
    String more = lost.size() > SHOWN ? " and " + (lost.size() - SHOWN) + " more" : "";
    return List.of(
        String.join(", ", lost.subList(0, Math.min(SHOWN, lost.size())))
            + more
            + "; set data.standardize or dtype: float64");
  }

  private static boolean isOnlyDivided(TablePreparation preparation) {
    return preparation.features().stream()
        .flatMapToDouble(scale -> Arrays.stream(scale.mean()))
        .allMatch(mean -> mean == 0);
  }

  private static void find(Tensor values, String part, List<String> names, List<String> lost) {
    if (values.dtype() != DType.FLOAT64) {
      return;
    }
    double[] all = values.toDoubleArray();
    int columns = names.size();
    for (int column = 0; column < columns; column++) {
      double smallest = Double.POSITIVE_INFINITY;
      double largest = Double.NEGATIVE_INFINITY;
      for (int at = column; at < all.length; at += columns) {
        smallest = Math.min(smallest, all[at]);
        largest = Math.max(largest, all[at]);
      }
      double step = Math.ulp((float) Math.max(Math.abs(smallest), Math.abs(largest)));
      if (largest > smallest && largest - smallest < FEWEST_STEPS * step) {
        lost.add(
            "the "
                + part
                + " '"
                + names.get(column)
                + "' spans "
                + (float) (largest - smallest)
                + " around "
                + (float) largest
                + ", where float32 has steps of "
                + (float) step);
      }
    }
  }
}
