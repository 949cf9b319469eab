package dev.jacobian.tensor;

import dev.jacobian.autograd.Recording;
import dev.jacobian.device.DataChecks;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Computations that the shape family needs. */
final class Layouts {
  private Layouts() {}

  /** Replaces a size of -1 by what is left. */
  static Shape complete(Shape from, long... dims) {
    int open = -1;
    long known = 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == -1) {
        if (open >= 0) {
          throw new ShapeException(
              "reshape: two sizes are open in " + Arrays.toString(dims), "at most one -1");
        }
        open = i;
      } else {
        known *= dims[i];
      }
    }
    if (open < 0) {
      return Shape.of(dims);
    }
    if (known <= 0 || from.size() % known != 0) {
      throw new ShapeException(
          "reshape: the open size in " + Arrays.toString(dims) + " cannot be found for " + from,
          "the other sizes to divide " + from.size());
    }
    long[] completed = dims.clone();
    completed[open] = from.size() / known;
    return Shape.of(completed);
  }

  /**
   * Returns axes counted from 0, rising; all if none is named.
   *
   * @throws ShapeException if one is named twice
   */
  static List<Integer> axes(Shape shape, int... axes) {
    if (axes.length == 0) {
      return IntStream.range(0, shape.rank()).boxed().toList();
    }
    List<Integer> resolved =
        Arrays.stream(axes).map(shape::axis).sorted().distinct().boxed().toList();
    if (resolved.size() != axes.length) {
      throw new ShapeException(
          "axes " + Arrays.toString(axes) + " of " + shape + " name an axis twice",
          "each axis once");
    }
    return resolved;
  }

  static Tensor pick(Tensor matrix, Tensor indices) {
    if (matrix.shape().rank() != 2 || !indices.shape().equals(Shape.of(matrix.size(0)))) {
      throw new ShapeException(
          "pick: received " + matrix.shape() + " and indices " + indices.shape(),
          "a matrix [n, m] and indices [n]");
    }
    if (indices.dtype() != DType.INT64) {
      throw new DTypeException(
          "pick: the indices are " + indices.value().spec(),
          "an int64 tensor",
          "cast them, for example indices.to(DType.INT64)");
    }
    long columns = matrix.size(1);
    Tensor rowStarts = Tensor.arange(matrix.size(0)).to(indices.device()).mul((double) columns);
    // An index outside its row must not reach a neighbouring row: it becomes one that no tensor
    // has.
    Tensor inRow = indices.lt((double) columns).where(rowStarts.add(indices), -1);
    try {
      return matrix.flatten().indexSelect(0, indices.ge(0).where(inRow, -1));
    } catch (DataException e) {
      long[] values = Recording.outside(indices::toLongArray);
      DataChecks.requireInside("pick", values, values.length, 1, columns);
      throw e;
    }
  }
}
