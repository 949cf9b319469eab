package dev.jacobian.shape;

import java.util.Arrays;

/**
 * The sizes of a tensor's axes, outermost first. Immutable. A scalar has rank 0 and one element; an
 * axis may have size 0. PyTorch equivalent: {@code torch.Size}.
 */
public final class Shape {
  private static final Shape SCALAR = new Shape(new long[0]);

  private final long[] dims;
  private final long size;

  private Shape(long[] dims) {
    this.dims = dims;
    long product = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw new ShapeException(
            "negative size in shape " + Brief.of(dims), "every size to be 0 or more");
      }
      product = multiply(product, dim, dims);
    }
    this.size = product;
  }

  private static long multiply(long product, long dim, long[] dims) {
    try {
      return Math.multiplyExact(product, dim);
    } catch (ArithmeticException e) {
      throw new ShapeException(
          "shape " + Brief.of(dims) + " has more elements than a 64-bit count holds",
          "fewer than 2^63 elements");
    }
  }

  /** Returns the shape with these sizes; no argument gives the scalar shape. */
  public static Shape of(long... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** Returns the shape of a scalar: rank 0, one element. */
  public static Shape scalar() {
    return SCALAR;
  }

  /** Returns the number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Returns the number of elements: the product of the sizes. */
  public long size() {
    return size;
  }

  /**
   * Returns the size of an axis.
   *
   * @param axis from 0, or from the end if negative ({@code -1} is the last)
   * @throws ShapeException if there is no such axis
   */
  public long dim(int axis) {
    return dims[axis(axis)];
  }

  /** Returns a copy of the sizes. */
  public long[] dims() {
    return dims.clone();
  }

  /**
   * Returns the axis counted from 0 for one that may be counted from the end.
   *
   * @throws ShapeException if {@code axis} is not in {@code [-rank, rank)}
   */
  public int axis(int axis) {
    int resolved = axis < 0 ? axis + dims.length : axis;
    if (resolved < 0 || resolved >= dims.length) {
      throw new ShapeException(
          "axis " + axis + " does not exist in shape " + this,
          dims.length == 0
              ? "no axis at all, since the shape is a scalar's"
              : "an axis from " + -dims.length + " to " + (dims.length - 1));
    }
    return resolved;
  }

  /** Returns row-major strides in elements: the distance between neighbours along each axis. */
  public long[] strides() {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }

  /** Returns this shape with the size of one axis replaced. */
  public Shape withDim(int axis, long dim) {
    long[] changed = dims.clone();
    changed[axis(axis)] = dim;
    return new Shape(changed);
  }

  /** Returns the product of the sizes of the axes in {@code [from, to)}. */
  public long product(int from, int to) {
    long product = 1;
    for (int i = from; i < to; i++) {
      product *= dims[i];
    }
    return product;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Shape shape && Arrays.equals(dims, shape.dims));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** Returns the sizes as {@code [64, 10]}, of more than 64 the first; a scalar is {@code []}. */
  @Override
  public String toString() {
    return Brief.of(dims);
  }
}
