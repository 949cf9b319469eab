package dev.jacobian.device;

import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A matrix, or a batch of them, as products take it: the elements of a row follow each other, rows
 * and matrices may lie apart.
 *
 * @param rows {@code [m, k]}, {@code [batch, m, k]} or {@code [outer, batch, m, k]}
 * @param isTransposed whether the last two axes are exchanged in the product
 */
public record MatrixOperand(Operand rows, boolean isTransposed) {

  /** Returns an operand of a product; it is copied where neither rows nor columns follow. */
  public static MatrixOperand of(Operand operand, boolean transposed) {
    Layout layout = operand.layout();
    if (hasRows(operand)) {
      return new MatrixOperand(operand, transposed);
    }
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < layout.shape().rank(); axis++) {
      axes.add(axis);
    }
    Collections.swap(axes, axes.size() - 1, axes.size() - 2);
    Layout turned = layout.permute(axes);
    return hasRows(turned)
        ? new MatrixOperand(operand.at(turned), !transposed)
        : new MatrixOperand(operand.packed(), transposed);
  }

  /** Returns whether the elements of each row follow each other, so that no copy is needed. */
  public static boolean hasRows(Operand operand) {
    return hasRows(operand.layout());
  }

  private static boolean hasRows(Layout layout) {
    if (layout.isContiguous()) {
      return true;
    }
    Shape shape = layout.shape();
    if (shape.dim(-1) == 1 || shape.dim(-2) == 1) {
      // Products of vectors want these without gaps.
      return layout.stride(shape.dim(-1) == 1 ? -2 : -1) == 1;
    }
    return layout.stride(-1) == 1 && layout.stride(-2) >= shape.dim(-1);
  }

  /** Returns the distance of rows, in elements; at least 1. */
  public static long rowsApart(Operand rows) {
    Shape shape = rows.shape();
    boolean isVector = shape.dim(-1) == 1 || shape.dim(-2) == 1;
    return Math.max(1, isVector ? shape.dim(-1) : rows.layout().stride(-2));
  }

  /** Returns the distance of the entries of the outer batch axis, in elements. */
  public static long entriesApart(Operand rows) {
    return rows.shape().rank() < 4 ? 0 : rows.layout().stride(0);
  }

  /** Returns the distance of the matrices of a batch, in elements. */
  public static long matricesApart(Operand rows) {
    return rows.shape().rank() == 2 ? 0 : rows.layout().stride(-3);
  }
}
