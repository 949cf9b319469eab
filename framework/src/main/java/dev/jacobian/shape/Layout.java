package dev.jacobian.shape;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of an array lie in memory: the element at position p is {@code offset + sum
 * strides[a] * p[a]}, counted from the first element of the memory. Immutable. What views of a
 * tensor differ in; most tensors are row-major from element 0. PyTorch equivalent: {@code size()},
 * {@code stride()} and {@code storage_offset()} together.
 */
public final class Layout {
  private final Shape shape;
  private final long offset;

  /** Null stands for row-major. */
  private final long @Nullable [] strides;

  private Layout(Shape shape, long offset, long @Nullable [] strides) {
    this.shape = shape;
    this.offset = offset;
    this.strides = strides;
  }

  /** Returns the layout of a row-major array from element 0. */
  public static Layout packed(Shape shape) {
    return new Layout(shape, 0, null);
  }

  /**
   * Returns a layout.
   *
   * @param strides one for each axis; 0 repeats, and negative ones go backwards
   */
  public static Layout of(Shape shape, long offset, long... strides) {
    return isRowMajor(shape, strides)
        ? new Layout(shape, offset, null)
        : new Layout(shape, offset, strides.clone());
  }

  private static boolean isRowMajor(Shape shape, long[] strides) {
    long expected = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      long size = shape.dim(axis);
      if (size != 1 && strides[axis] != expected) {
        return shape.size() == 0;
      }
      expected *= size;
    }
    return true;
  }

  /** Returns the sizes of the axes. */
  public Shape shape() {
    return shape;
  }

  /** Returns the element at position 0 of all axes. */
  public long offset() {
    return offset;
  }

  /** Returns a copy of the distances of neighbours along each axis, in elements. */
  public long[] strides() {
    return strides == null ? shape.strides() : strides.clone();
  }

  /** Returns the distance of neighbours along an axis, in elements. */
  public long stride(int axis) {
    int at = shape.axis(axis);
    return strides == null ? shape.product(at + 1, shape.rank()) : strides[at];
  }

  /** Returns whether the elements follow each other in row-major order. */
  public boolean isContiguous() {
    return strides == null;
  }

  /** Returns whether the elements follow each other in row-major order from element 0. */
  public boolean isPacked() {
    return strides == null && offset == 0;
  }

  /** Returns whether one element of memory stands at several positions. */
  public boolean isRepeated() {
    if (strides == null) {
      return false;
    }
    // From the axis of the nearest neighbours on, each step has to pass all that lies below it.
    Integer[] axes = new Integer[strides.length];
    Arrays.setAll(axes, axis -> axis);
    Arrays.sort(axes, Comparator.comparingLong(axis -> Math.abs(stride(axis))));
    long reach = 0;
    for (int axis : axes) {
      long size = shape.dim(axis);
      long distance = Math.abs(strides[axis]);
      if (size > 1 && distance <= reach) {
        return true;
      }
      reach += (size - 1) * distance;
    }
    return false;
  }

  /** Returns this layout with each axis of stride 0 of size 1; itself if there is none. */
  public Layout unrepeated() {
    if (strides == null) {
      return this;
    }
    Shape once = shape;
    for (int axis = 0; axis < strides.length; axis++) {
      if (strides[axis] == 0 && shape.dim(axis) > 1) {
        once = once.withDim(axis, 1);
      }
    }
    return once.equals(shape) ? this : of(once, offset, strides);
  }

  /** Returns this layout with the axes in another order. */
  public Layout permute(List<Integer> permutation) {
    long[] own = strides();
    long[] dims = new long[own.length];
    long[] moved = new long[own.length];
    for (int axis = 0; axis < own.length; axis++) {
      dims[axis] = shape.dim(permutation.get(axis));
      moved[axis] = own[permutation.get(axis)];
    }
    return of(Shape.of(dims), offset, moved);
  }

  /** Returns the indices {@code start + i * step} of an axis, for i below {@code length}. */
  public Layout slice(int axis, long start, long length, long step) {
    long[] own = strides();
    long from = length == 0 ? offset : offset + start * own[axis];
    own[axis] *= step;
    return of(shape.withDim(axis, length), from, own);
  }

  /** Returns this layout stretched to a shape that its own broadcasts to. */
  public Layout expand(Shape to) {
    long[] own = strides();
    long[] stretched = new long[to.rank()];
    int added = to.rank() - own.length;
    for (int axis = 0; axis < own.length; axis++) {
      boolean isStretched = shape.dim(axis) == 1 && to.dim(added + axis) != 1;
      stretched[added + axis] = isStretched ? 0 : own[axis];
    }
    return of(to, offset, stretched);
  }

  /**
   * Returns this layout under the axes of a space: its elements in their order if there are as many
   * as positions, else stretched to it; null if they do not lie so, or do not stretch to it.
   */
  public @Nullable Layout over(Shape space) {
    if (shape.size() == space.size()) {
      return reshape(space);
    }
    return Broadcasting.isBroadcastable(shape, space) ? expand(space) : null;
  }

  /**
   * Returns the axes as windows over one of them: {@code size} neighbours from every {@code
   * step}-th index on, in a new last axis.
   */
  public Layout unfold(int axis, long size, long step) {
    long[] own = strides();
    long[] dims = Arrays.copyOf(shape.dims(), own.length + 1);
    long[] moved = Arrays.copyOf(own, own.length + 1);
    dims[axis] = (dims[axis] - size) / step + 1;
    dims[own.length] = size;
    moved[own.length] = own[axis];
    moved[axis] *= step;
    return of(Shape.of(dims), offset, moved);
  }

  /**
   * Returns the diagonal of two axes as a new last axis.
   *
   * @param first axis that rows are counted along
   * @param second axis that columns are counted along
   * @param above how far the diagonal lies above the main one, or below if negative
   */
  public Layout diagonal(int first, int second, long above) {
    long[] own = strides();
    long[] dims = new long[own.length - 1];
    long[] moved = new long[own.length - 1];
    int at = 0;
    for (int axis = 0; axis < own.length; axis++) {
      if (axis != first && axis != second) {
        dims[at] = shape.dim(axis);
        moved[at++] = own[axis];
      }
    }
    long rows = shape.dim(first) + Math.min(0, above);
    long columns = shape.dim(second) - Math.max(0, above);
    dims[at] = Math.max(0, Math.min(rows, columns));
    moved[at] = own[first] + own[second];
    long start = above >= 0 ? above * own[second] : -above * own[first];
    return of(Shape.of(dims), dims[at] == 0 ? offset : offset + start, moved);
  }

  /**
   * Returns the same elements in the same order under another shape of the same size, or null if
   * they do not lie so.
   */
  public @Nullable Layout reshape(Shape to) {
    if (strides == null) {
      return new Layout(to, offset, null);
    }
    int rank = shape.rank();
    // The fewest axes that describe the same memory.
    long[] sizes = new long[rank];
    long[] steps = new long[rank];
    int last = -1;
    for (int axis = 0; axis < rank; axis++) {
      long size = shape.dim(axis);
      if (size == 1) {
        continue;
      }
      if (last >= 0 && steps[last] == strides[axis] * size) {
        sizes[last] *= size;
      } else {
        sizes[++last] = size;
      }
      steps[last] = strides[axis];
    }
    long[] divided = new long[to.rank()];
    long left = 1;
    long step = 1;
    for (int axis = divided.length - 1; axis >= 0; axis--) {
      long size = to.dim(axis);
      if (size != 1 && left == 1) {
        left = sizes[last];
        step = steps[last--];
      }
      if (left % size != 0) {
        return null;
      }
      divided[axis] = step;
      step *= size;
      left /= size;
    }
    return of(to, offset, divided);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layout layout
        && offset == layout.offset
        && shape.equals(layout.shape)
        && Arrays.equals(strides, layout.strides);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Long.hashCode(offset) + 17 * Arrays.hashCode(strides);
  }

  @Override
  public String toString() {
    return shape + " from " + offset + " by " + Arrays.toString(strides());
  }
}
