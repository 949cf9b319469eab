package dev.jacobian.op;

import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.List;

/**
 * The windows of a pool over the last axes of an array, with a number for each of these axes. Entry
 * k of window o is at {@code o * stride + k * dilation - padding}; what lies outside of the array
 * is no entry.
 *
 * @param sizes entries of a window
 * @param strides distance of neighbouring windows
 * @param paddings how far the first window begins before the axis, at most half of the size
 * @param dilations distance of a window's entries
 * @param ceil whether a last window may hang over further, if it begins inside
 */
public record PoolWindows(
    List<Long> sizes, List<Long> strides, List<Long> paddings, List<Long> dilations, boolean ceil) {
  /** Copies the lists. */
  public PoolWindows {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
    paddings = List.copyOf(paddings);
    dilations = List.copyOf(dilations);
  }

  /**
   * Checks windows against an array.
   *
   * @param name of the pool, for errors
   * @param axes how many of the last axes they lie on
   */
  public static PoolWindows of(
      String name,
      TensorSpec x,
      int axes,
      long[] size,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceil) {
    if (axes < 1 || x.shape().rank() < axes) {
      throw new ShapeException(
          name + ": received " + x.shape(), axes + " axes that windows lie on, or more");
    }
    requireFloating(name, x);
    PoolWindows windows =
        new PoolWindows(
            numbers(name, "size", size, axes),
            numbers(name, "stride", stride, axes),
            numbers(name, "padding", padding, axes),
            numbers(name, "dilation", dilation, axes),
            ceil);
    for (int i = 0; i < axes; i++) {
      windows.requireFit(name, x.shape(), i);
    }
    return windows;
  }

  /** Returns how many axes the windows lie on. */
  public int axes() {
    return sizes.size();
  }

  /** Returns how many entries a window has. */
  public long entries() {
    return sizes.stream().reduce(1L, (a, b) -> a * b);
  }

  /** Returns how many windows there are along axis i of them, which has a length. */
  public long count(int i, long length) {
    long stride = strides.get(i);
    long padding = paddings.get(i);
    long rest = length + 2 * padding - dilations.get(i) * (sizes.get(i) - 1) - 1;
    boolean hasPart = ceil && rest % stride > 0 && (rest / stride + 1) * stride < length + padding;
    return rest / stride + (hasPart ? 2 : 1);
  }

  /** Returns the shape that has a window where an array has entries. */
  public Shape over(Shape array) {
    Shape shape = array;
    for (int i = 0; i < axes(); i++) {
      int axis = array.rank() - axes() + i;
      shape = shape.withDim(axis, count(i, array.dim(axis)));
    }
    return shape;
  }

  private void requireFit(String name, Shape x, int i) {
    long size = sizes.get(i);
    long padding = paddings.get(i);
    long dilation = dilations.get(i);
    if (size < 1 || strides.get(i) < 1 || dilation < 1 || padding < 0 || padding > size / 2) {
      throw new OptionException(
          name
              + ": windows of "
              + sizes
              + " every "
              + strides
              + ", padding "
              + paddings
              + ", dilation "
              + dilations,
          "a size, stride and dilation of at least 1, and a padding of 0 to half of the size");
    }
    long length = x.dim(x.rank() - axes() + i) + 2 * padding;
    long span = dilation * (size - 1) + 1;
    if (span > length) {
      throw new ShapeException(
          name
              + ": a window that spans "
              + span
              + " entries along an axis of "
              + length
              + ", padding included: input "
              + x,
          "a window that is not larger than the padded input",
          "make the window smaller, or have fewer strides before it");
    }
  }

  /** Checks that an array has real numbers. */
  public static void requireFloating(String name, TensorSpec x) {
    if (!x.dtype().isFloating()) {
      throw new DTypeException(
          name + ": received " + x, "a floating-point tensor", DTypeHints.toFloating(x.dtype()));
    }
  }

  private static List<Long> numbers(String name, String what, long[] given, int axes) {
    if (given.length != 1 && given.length != axes) {
      throw new OptionException(
          name + ": " + what + " " + Arrays.toString(given),
          "one number, or one for each of " + axes + " axes");
    }
    return Convolution.each(given, axes);
  }
}
