package dev.jacobian.op;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/** Rules that ops over axes share. */
final class Axes {
  private Axes() {}

  /** Returns the shape with the given axes, counted from 0, of size 1. */
  static Shape reduced(Shape shape, List<Integer> axes) {
    long[] dims = shape.dims();
    for (int axis : axes) {
      dims[axis] = 1;
    }
    return Shape.of(dims);
  }

  /** Returns whether an axis has all indices {@code start + i * step} for i below length. */
  static boolean holds(long size, long start, long length, long step) {
    if (start < 0 || start > size || length < 0 || step == 0) {
      return false;
    }
    long room = step > 0 ? size - 1 - start : start;
    return length == 0 || (start < size && length - 1 <= room / Math.abs(step));
  }

  static void requireNumeric(String op, TensorSpec input) {
    if (input.dtype() == DType.BOOL) {
      throw new DTypeException(
          op + ": received " + input,
          "a numeric tensor",
          "cast it first, for example x.to(DType.INT64)");
    }
  }

  /** Returns the input, of an op whose output is like it. */
  static TensorSpec floating(String op, TensorSpec input) {
    if (!input.dtype().isFloating()) {
      throw new DTypeException(
          op + ": received " + input,
          "a floating-point tensor",
          DTypeHints.toFloating(input.dtype()));
    }
    return input;
  }

  static void requireElements(String op, Shape shape, List<Integer> axes) {
    for (int axis : axes) {
      if (shape.dim(axis) == 0) {
        throw new ShapeException(
            op + ": no elements to compare along axis " + axis + " of " + shape,
            "at least one element along every reduced axis");
      }
    }
  }

  static void requireIndices(String op, TensorSpec indices) {
    if (indices.dtype() != DType.INT64 || indices.shape().rank() != 1) {
      throw new DTypeException(
          op + ": the indices are " + indices,
          "an int64 tensor of rank 1",
          "cast or reshape the indices");
    }
  }
}
