package dev.jacobian.data;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.LongStream;

/** The class of each row of a data set. */
final class RowClasses {
  private static final int CHUNK_ROWS = 4096;

  private final Dataset dataset;
  private final int[] of;
  private final long[] counts;

  private RowClasses(Dataset dataset, int[] of, long[] counts) {
    this.dataset = dataset;
    this.of = of;
    this.counts = counts;
  }

  /**
   * Reads the classes.
   *
   * @throws DataException if the targets are no class indices
   */
  static RowClasses read(String what, Dataset dataset) {
    int[] of = new int[Math.toIntExact(dataset.size())];
    int classes = 0;
    for (int start = 0; start < of.length; start += CHUNK_ROWS) {
      try (MemoryScope scope = MemoryScope.open()) {
        long[] rows = LongStream.range(start, Math.min(of.length, start + CHUNK_ROWS)).toArray();
        long[] labels = labels(what, dataset.gather(rows).targets());
        for (int i = 0; i < labels.length; i++) {
          of[start + i] = Math.toIntExact(labels[i]);
          classes = Math.max(classes, of[start + i] + 1);
        }
      }
    }
    long[] counts = new long[classes];
    for (int label : of) {
      counts[label]++;
    }
    return new RowClasses(dataset, of, counts);
  }

  private static long[] labels(String what, Tensor targets) {
    Shape shape = targets.shape();
    boolean fits = targets.dtype() == DType.INT64 && shape.rank() == 1;
    long[] labels = fits ? targets.toLongArray() : new long[0];
    if (!fits || Arrays.stream(labels).anyMatch(label -> label < 0 || label >= Integer.MAX_VALUE)) {
      throw new DataException(
          what + ": the targets are " + targets.variable().spec(),
          "class indices from 0 on, int64[n]",
          Fix.of(
              "targets.to(DType.INT64), or a split that does not look at classes",
              "data.split: random"));
    }
    return labels;
  }

  int rows() {
    return of.length;
  }

  int of(int row) {
    return of[row];
  }

  /** Returns how many rows each class has. */
  long[] counts() {
    return counts.clone();
  }

  /** Returns the number of classes that have rows. */
  int classes() {
    return (int) Arrays.stream(counts).filter(count -> count > 0).count();
  }

  /** Returns what a class is called, for an error. */
  String name(int index) {
    return index < dataset.classNames().size()
        ? "'" + Brief.of(dataset.classNames().get(index)) + "'"
        : Integer.toString(index);
  }
}
