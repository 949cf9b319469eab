package dev.jacobian.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The order of axes in memory of a result that is computed element by element: that of its
 * operands, of the first one where they differ, row-major where none says. PyTorch equivalent: what
 * {@code TensorIterator} does to dimensions.
 */
public final class AxisOrder {
  private AxisOrder() {}

  /**
   * Returns the axes in the order of memory, that of the nearest neighbours last.
   *
   * @param result the shape that all operands stretch to
   */
  public static List<Integer> of(Shape result, List<Layout> operands) {
    long[][] strides = new long[operands.size()][];
    Arrays.setAll(strides, i -> operands.get(i).expand(result).strides());
    // From the nearest neighbours on.
    List<Integer> order = new ArrayList<>();
    for (int axis = result.rank() - 1; axis >= 0; axis--) {
      order.add(axis);
    }
    for (int i = 1; i < order.size(); i++) {
      int moving = i;
      for (int below = i - 1; below >= 0; below--) {
        int farther = compare(result, strides, order.get(below), order.get(moving));
        if (farther < 0) {
          break;
        }
        if (farther > 0) {
          Collections.swap(order, below, moving);
          moving = below;
        }
      }
    }
    Collections.reverse(order);
    return order;
  }

  /** Returns above 0 if neighbours along the first axis lie farther apart, 0 if nobody says. */
  private static int compare(Shape result, long[][] strides, int first, int second) {
    for (long[] each : strides) {
      long a = Math.abs(each[first]);
      long b = Math.abs(each[second]);
      if (a != 0 && b != 0) {
        int farther = Long.compare(a, b);
        if (farther != 0 || result.dim(first) > result.dim(second)) {
          return farther == 0 ? 1 : farther;
        }
      }
    }
    return 0;
  }
}
