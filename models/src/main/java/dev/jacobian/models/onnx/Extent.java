package dev.jacobian.models.onnx;

import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The size of an axis: a number, or a number for each row of the batch.
 *
 * @param size of the axis, or its part for one row
 * @param isOpen whether it grows with the batch
 */
record Extent(long size, boolean isOpen) {
  /** The number of rows itself. */
  static final Extent ROWS = new Extent(1, true);

  /** Returns the sizes of a batch of rows. */
  static List<Extent> batch(Shape row) {
    List<Extent> extents = new ArrayList<>();
    extents.add(ROWS);
    for (long dim : row.dims()) {
      extents.add(new Extent(dim, false));
    }
    return extents;
  }

  /** Returns the name that ONNX has for such a size, or the number. */
  @Override
  public String toString() {
    return isOpen ? (size == 1 ? "" : size + "*") + "batch" : Long.toString(size);
  }
}
