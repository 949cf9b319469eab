package dev.jacobian.tensor;

import dev.jacobian.op.ArgSort;
import dev.jacobian.op.CumExtreme;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;

/** Elements in order along an axis. */
final class Sorting {
  /** The number of each element that is an extreme, or NaN, and 0 of the others. */
  private static final Composite<String> NEWEST =
      Composite.of("newest", (none, x) -> x[0].eq(x[1]).or(x[0].isNaN()).where(x[2], 0));

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

  /** Returns the largest or smallest elements so far along an axis, and where they are. */
  static ValuesAndIndices running(Tensor x, int axis, boolean isLargest) {
    Tensor elements = x.dtype() == DType.BOOL ? x.to(DType.INT32) : x.detach();
    Tensor extremes = Calls.apply(new CumExtreme(axis, isLargest), elements);
    long[] along = new long[x.shape().rank()];
    Arrays.fill(along, 1);
    along[axis] = x.size(axis);
    Tensor numbers = Tensor.arange(x.size(axis)).reshape(along).to(x.device());
    Tensor places = NEWEST.apply("", elements, extremes, numbers);
    Tensor indices = Calls.apply(new CumExtreme(axis, true), places);
    return new ValuesAndIndices(x.gather(axis, indices), indices);
  }
}
