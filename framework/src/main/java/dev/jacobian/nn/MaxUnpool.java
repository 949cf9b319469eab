package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * Elements put back where {@link MaxPool} took them, and zeros elsewhere: an inverse of it but for
 * what was not the largest. Of windows that took one element, any one's stays. Source: Zeiler and
 * Fergus, "Visualizing and understanding convolutional networks", ECCV 2014.
 */
public abstract sealed class MaxUnpool extends Module
    permits MaxUnpool1d, MaxUnpool2d, MaxUnpool3d {
  private final int axes;
  private final long[] size;
  private final long[] stride;
  private final long[] padding;

  MaxUnpool(String name, int axes, long[] size, long[] stride, long[] padding) {
    super(name + "(" + Arrays.toString(size) + ")");
    this.axes = axes;
    this.size = size.clone();
    this.stride = stride.clone();
    this.padding = padding.clone();
  }

  /**
   * Returns the elements at their places, where each of the last axes has {@code (n - 1) * stride -
   * 2 * padding + size} of them.
   *
   * @param input what the pool gave, or something of its shape
   * @param indices {@link MaxPool#indices} of what the pool was given
   * @throws ShapeException if the shapes do not fit
   * @throws dev.jacobian.shape.DataException if an index lies outside of the output
   */
  @Override
  public final Tensor forward(Tensor input, Tensor indices) {
    requireAxes(input.shape());
    long[] sizes = new long[axes];
    for (int i = 0; i < axes; i++) {
      long windows = input.size(input.shape().rank() - axes + i);
      sizes[i] = (windows - 1) * of(stride, i) - 2 * of(padding, i) + of(size, i);
    }
    return forward(input, indices, sizes);
  }

  /**
   * {@link #forward(Tensor, Tensor)} to other sizes, since several sizes of an input have as many
   * windows. PyTorch: {@code output_size}.
   *
   * @param sizes those of the last axes of what the pool was given
   */
  public final Tensor forward(Tensor input, Tensor indices, long... sizes) {
    requireAxes(input.shape());
    if (!indices.shape().equals(input.shape()) || sizes.length != axes) {
      throw named(
          new ShapeException(
              "input "
                  + input.shape()
                  + ", indices "
                  + indices.shape()
                  + ", sizes "
                  + Arrays.toString(sizes),
              "indices of the input's shape and " + axes + " sizes"));
    }
    long[] dims = input.shape().dims().clone();
    int outer = dims.length - axes;
    System.arraycopy(sizes, 0, dims, outer, axes);
    long[] flat = Arrays.copyOf(dims, outer + 1);
    flat[outer] = Shape.of(dims).product(outer, dims.length);
    try (Autograd.Guard layer = enter()) {
      Tensor zeros = Tensor.full(Shape.of(flat), 0, input.dtype(), input.device());
      return zeros.scatter(outer, indices.flatten(outer), input.flatten(outer)).reshape(dims);
    } catch (JacobianException e) {
      throw named(e);
    }
  }

  private void requireAxes(Shape shape) {
    if (shape.rank() < axes) {
      throw named(
          new ShapeException("input " + shape, axes + " axes that windows lie on, or more"));
    }
  }

  private static long of(long[] numbers, int axis) {
    return numbers[Math.min(axis, numbers.length - 1)];
  }
}
