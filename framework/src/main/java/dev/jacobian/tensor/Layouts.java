package dev.jacobian.tensor;

import dev.jacobian.op.Slice;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
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

  /**
   * Returns what a function has made without some of its axes, which have size 1.
   *
   * @param axes counted from 0
   */
  static Tensor drop(Tensor made, List<Integer> axes) {
    Shape shape = made.shape();
    long[] dims = new long[shape.rank() - axes.size()];
    int next = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (!axes.contains(axis)) {
        dims[next++] = shape.dim(axis);
      }
    }
    return Calls.own(made, dims);
  }

  /**
   * Returns the slice from start to before end.
   *
   * @param axis counted from 0
   * @throws ShapeException if it does not lie in the axis
   */
  static Slice slice(Shape shape, int axis, long start, long end, long step) {
    long size = shape.dim(axis);
    long first = start < 0 ? start + size : start;
    long stop = end < 0 ? end + size : end;
    boolean isForwards = step > 0;
    boolean fits =
        isForwards
            ? first >= 0 && stop >= first && stop <= size
            : step < 0 && first < Math.max(1, size) && stop <= first && stop >= -1;
    if (!fits) {
      throw new ShapeException(
          "slice: range "
              + start
              + " to "
              + end
              + " in steps of "
              + step
              + " along axis "
              + axis
              + " of "
              + shape,
          isForwards
              ? "0 <= start <= end <= " + size
              : "a step other than 0, and a range that lies in the axis in its direction");
    }
    long distance = Math.abs(stop - first);
    long length = size == 0 || distance == 0 ? 0 : (distance - 1) / Math.abs(step) + 1;
    return new Slice(axis, Math.max(0, first), length, step);
  }

  static Tensor select(String function, Tensor x, int axis, long index) {
    Shape shape = x.shape();
    long size = shape.dim(axis);
    if (index < -size || index >= size) {
      throw new ShapeException(
          function + ": index " + index + " of " + shape,
          size == 0 ? "an axis that is not empty" : "an index from " + -size + " to " + (size - 1));
    }
    long at = index < 0 ? index + size : index;
    return Calls.apply(new Slice(axis, at, 1, 1), x).squeeze(axis);
  }

  /** Returns parts of one size along an axis; the last one is what is left. */
  static List<Tensor> parts(Tensor x, int axis, long count, long size) {
    long[] sizes = new long[Math.toIntExact(count)];
    long left = x.size(axis);
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.min(size, left);
      left -= sizes[i];
    }
    return parts(x, axis, sizes);
  }

  static List<Tensor> parts(Tensor x, int axis, long... sizes) {
    long sum = Arrays.stream(sizes).sum();
    if (sum != x.size(axis) || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
      throw new ShapeException(
          "split: parts of " + Arrays.toString(sizes) + " along axis " + axis + " of " + x.shape(),
          "sizes that add up to " + x.size(axis));
    }
    List<Tensor> parts = new ArrayList<>();
    long start = 0;
    for (long size : sizes) {
      Slice slice = new Slice(x.shape().axis(axis), start, size, 1);
      parts.add(Calls.apply(slice, x));
      start += size;
    }
    return parts;
  }

  /** Returns the views that one function gave, none of which gradients can follow in a change. */
  static List<Tensor> ofOneFunction(List<Tensor> views) {
    views.forEach(view -> view.variable().setOneOfSeveral());
    return views;
  }

  /**
   * Returns the parts before, between and behind some indices.
   *
   * @param axis counted from 0
   */
  static List<Tensor> between(Tensor x, int axis, long... indices) {
    long size = x.size(axis);
    List<Tensor> parts = new ArrayList<>();
    long start = 0;
    for (int i = 0; i <= indices.length; i++) {
      long index = i == indices.length ? size : indices[i];
      long end = Math.max(0, Math.min(size, index < 0 ? index + size : index));
      parts.add(Calls.apply(new Slice(axis, start, Math.max(0, end - start), 1), x));
      start = end;
    }
    return parts;
  }
}
