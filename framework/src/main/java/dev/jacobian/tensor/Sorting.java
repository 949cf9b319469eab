package dev.jacobian.tensor;

import dev.jacobian.op.ArgSort;
import dev.jacobian.shape.ShapeException;

/** Elements in order along an axis. */
final class Sorting {
  private Sorting() {}

  static Tensor positions(Tensor x, int axis, boolean isDescending, long count) {
    return Calls.apply(new ArgSort(x.shape().axis(axis), isDescending, count), x);
  }

  static ValuesAndIndices first(Tensor x, int axis, boolean isDescending, long count) {
    if (count < 0 || count > x.size(axis)) {
      throw new ShapeException(
          "topk: the first " + count + " of axis " + axis + " of " + x.shape(),
          "0 to " + x.size(axis));
    }
    Tensor indices = positions(x, axis, isDescending, count);
    return new ValuesAndIndices(x.gather(axis, indices), indices);
  }
}
