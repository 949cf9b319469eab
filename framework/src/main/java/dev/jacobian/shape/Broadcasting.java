package dev.jacobian.shape;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules by which operands of different shapes are combined: shapes are aligned at their last
 * axis, a missing axis counts as 1, and an axis of size 1 stretches. Source: NumPy's broadcasting
 * rules, as in PyTorch.
 */
public final class Broadcasting {
  private Broadcasting() {}

  /**
   * Returns the shape that both operands stretch to.
   *
   * @param op the name of the operation, for the error
   * @throws ShapeException if two aligned sizes differ and neither is 1
   */
  public static Shape broadcast(String op, Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    long[] dims = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long left = i <= a.rank() ? a.dim(-i) : 1;
      long right = i <= b.rank() ? b.dim(-i) : 1;
      if (left != right && left != 1 && right != 1) {
        throw new ShapeException(
            op + ": shapes do not broadcast: " + a + " and " + b,
            "sizes that are equal or 1 at axis " + -i + ", received " + left + " and " + right,
            "reshape or expand one operand");
      }
      dims[rank - i] = left == 1 ? right : left;
    }
    return Shape.of(dims);
  }

  /** Returns whether {@code from} stretches to {@code to}. */
  public static boolean isBroadcastable(Shape from, Shape to) {
    if (from.rank() > to.rank()) {
      return false;
    }
    for (int i = 1; i <= from.rank(); i++) {
      if (from.dim(-i) != to.dim(-i) && from.dim(-i) != 1) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the strides, in elements, with which a row-major operand is read at the positions of
   * {@code to}: 0 along every stretched axis.
   */
  public static long[] strides(Shape from, Shape to) {
    long[] strides = new long[to.rank()];
    long[] own = from.strides();
    int offset = to.rank() - from.rank();
    for (int i = 0; i < own.length; i++) {
      strides[offset + i] = from.dim(i) == 1 ? 0 : own[i];
    }
    return strides;
  }

  /**
   * Returns the axes of {@code to} along which {@code from} is stretched or missing, in rising
   * order.
   */
  public static List<Integer> stretchedAxes(Shape from, Shape to) {
    List<Integer> axes = new ArrayList<>();
    int offset = to.rank() - from.rank();
    for (int i = 0; i < to.rank(); i++) {
      if (i < offset || (from.dim(i - offset) == 1 && to.dim(i) != 1)) {
        axes.add(i);
      }
    }
    return axes;
  }
}
