package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.MemoryScope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Counts the rows of each class. */
final class ClassRows {
  private ClassRows() {}

  /**
   * Returns how many rows each class has.
   *
   * @param rows with class indices, int64 {@code [n]}, as targets
   */
  static List<Long> count(Dataset rows, int classes) {
    long[] counts = new long[classes];
    try (DataLoader loader = DataLoader.of(rows, Scoring.BATCHES)) {
      for (Iterator<Batch> batches = loader.iterator(); batches.hasNext(); ) {
        try (MemoryScope scope = MemoryScope.open()) {
          for (long label : batches.next().targets().toLongArray()) {
            counts[(int) label]++;
          }
        }
      }
    }
    List<Long> result = new ArrayList<>();
    for (long count : counts) {
      result.add(count);
    }
    return List.copyOf(result);
  }
}
