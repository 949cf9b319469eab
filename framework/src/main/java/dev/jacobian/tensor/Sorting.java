package dev.jacobian.tensor;

import dev.jacobian.op.ArgSort;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;

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

  /** Returns the largest or smallest elements so far along an axis, and where they are. */
  static ValuesAndIndices running(Tensor x, int axis, boolean isLargest) {
    long size = x.size(axis);
    long[] along = new long[x.shape().rank()];
    Arrays.fill(along, 1);
    along[axis] = size;
    Tensor values = x.detach();
    Tensor places = Tensor.arange(size).reshape(along).expand(x.shape().dims()).to(x.device());
    // Each extreme of neighbours takes in the one of as many before it: Hillis and Steele, 1986.
    for (long width = 1; width < size; width *= 2) {
      Tensor earlier = values.slice(axis, 0, size - width);
      Tensor later = values.slice(axis, width, size);
      Tensor isBetter = isLargest ? earlier.gt(later) : earlier.lt(later);
      Tensor isEarlier = isBetter.or(earlier.isNaN().and(later.isNaN().not()));
      values = Tensor.concat(axis, values.slice(axis, 0, width), isEarlier.where(earlier, later));
      Tensor grown =
          isEarlier.where(places.slice(axis, 0, size - width), places.slice(axis, width, size));
      places = Tensor.concat(axis, places.slice(axis, 0, width), grown);
    }
    Tensor indices = size > 1 ? places : places.copy();
    return new ValuesAndIndices(x.gather(axis, indices), indices);
  }
}
