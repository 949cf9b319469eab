package dev.jacobian.tensor;

import dev.jacobian.op.Convolution;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;
import java.util.List;

/** The windows of a pool over the last axes of a tensor, with a number for each of these axes. */
record PoolWindows(
    List<Long> sizes, List<Long> strides, List<Long> paddings, List<Long> dilations) {

  /**
   * Checks windows against a tensor.
   *
   * @param name of the pool, for errors
   * @param axes how many of the last axes they lie on
   */
  static PoolWindows of(
      String name,
      Tensor x,
      int axes,
      long[] size,
      long[] stride,
      long[] padding,
      long[] dilation) {
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
            numbers(name, "dilation", dilation, axes));
    for (int i = 0; i < axes; i++) {
      windows.requireFit(name, x, i);
    }
    return windows;
  }

  private void requireFit(String name, Tensor x, int i) {
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
    long length = x.size(x.shape().rank() - sizes.size() + i) + 2 * padding;
    long span = dilation * (size - 1) + 1;
    if (span > length) {
      throw new ShapeException(
          name
              + ": a window that spans "
              + span
              + " entries along an axis of "
              + length
              + ", padding included: input "
              + x.shape(),
          "a window that is not larger than the padded input",
          "make the window smaller, or have fewer strides before it");
    }
  }

  static void requireFloating(String name, Tensor x) {
    if (!x.dtype().isFloating()) {
      throw new DTypeException(
          name + ": received " + x.value().spec(),
          "a floating-point tensor",
          DTypeHints.toFloating(x.dtype()));
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
