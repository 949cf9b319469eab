package dev.jacobian.models.onnx;

import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The size of an axis: a number, or one that grows with the steps of sequences, {@code size * steps
 * + more}, and either of them for each row of the batch.
 *
 * @param size the number, or how much it grows with each step
 * @param hasRows whether there is as much for each row
 * @param hasSteps whether it grows with the steps
 * @param more what is added to a size that grows with the steps
 */
record Extent(long size, boolean hasRows, boolean hasSteps, long more) {
  /** The number of rows itself. */
  static final Extent ROWS = new Extent(1, true, false, 0);

  /** Returns a size that does not grow. */
  static Extent fixed(long size) {
    return new Extent(size, false, false, 0);
  }

  /** Returns the sizes of a batch of rows. */
  static List<Extent> batch(Shape row) {
    List<Extent> extents = new ArrayList<>();
    extents.add(ROWS);
    for (long dim : row.dims()) {
      extents.add(fixed(dim));
    }
    return extents;
  }

  /** Returns whether it is known when the model runs only. */
  boolean isOpen() {
    return hasRows || hasSteps;
  }

  /** Returns the name that ONNX has for such a size, or the number. */
  @Override
  public String toString() {
    if (!hasSteps) {
      return !hasRows ? Long.toString(size) : (size == 1 ? "" : size + "*") + "batch";
    }
    String steps = (size == 1 ? "" : size + "*") + "sequence";
    if (more == 0) {
      return hasRows ? "batch*" + steps : steps;
    }
    String sum = steps + (more < 0 ? " - " + -more : " + " + more);
    return hasRows ? "batch*(" + sum + ")" : sum;
  }
}
