package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.trainers.saved.Scoring;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;

/** The classes of rows, and how many each has. */
final class ClassRows {
  private ClassRows() {}

  /**
   * Returns how many rows each class has.
   *
   * @param rows with class indices, int64 {@code [n]}, as targets
   */
  static List<Long> count(Dataset rows, int classes) {
    long[] counts = new long[classes];
    forEach(rows, label -> counts[(int) label]++);
    return Arrays.stream(counts).boxed().toList();
  }

  /** Returns the class of each row, of such rows. */
  static long[] of(Dataset rows) {
    long[] classes = new long[Math.toIntExact(rows.size())];
    int[] next = new int[1];
    forEach(rows, label -> classes[next[0]++] = label);
    return classes;
  }

  private static void forEach(Dataset rows, LongConsumer action) {
    try (DataLoader loader = DataLoader.of(rows, Scoring.BATCHES)) {
      for (Iterator<Batch> batches = loader.iterator(); batches.hasNext(); ) {
        try (MemoryScope scope = MemoryScope.open()) {
          Arrays.stream(batches.next().targets().toLongArray()).forEach(action);
        }
      }
    }
  }
}
