package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.Shape;
import java.util.function.Consumer;

/**
 * Neighbouring rows of all matrices of a batch's size.
 *
 * @param first the index of the first one
 * @param count how many there are
 */
record RowRange(long first, long count) {
  /** Rows for which a product reads all weights; fewer wait for memory. */
  private static final long LEAST = 16;

  /** Computes all rows, some together on one thread, which follows from their number alone. */
  static void inParts(Backend backend, long rows, Consumer<RowRange> task) {
    int parts = Math.toIntExact(Math.max(1, rows / LEAST));
    backend.inParts(
        parts,
        part -> {
          long first = rows * part / parts;
          task.accept(new RowRange(first, rows * (part + 1) / parts - first));
        });
  }

  /** Returns the shape of these rows of a matrix. */
  Shape of(Shape matrix) {
    return matrix.withDim(0, count);
  }

  /** Returns these rows of a matrix. */
  Operand of(Operand matrix) {
    return DeviceCalls.slice(matrix, 0, first, count);
  }

  /**
   * Returns these rows of one of the matrices that lie one after another in an array.
   *
   * @param start where the first of them begins
   */
  Operand at(Operand whole, long start, long index, Shape matrix) {
    long begin = start + index * matrix.size() + first * matrix.dim(1);
    return DeviceCalls.part(whole, begin, of(matrix));
  }
}
