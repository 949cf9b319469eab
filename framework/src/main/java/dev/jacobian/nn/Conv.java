package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.PaddingMode;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution: each output channel is a sum of products with windows of the input channels of its
 * group, {@code y[n, o, w] = bias[o] + sum over c, k of weight[o, c, k] x[n, c, w * stride + k *
 * dilation - padding]}. Parameters {@code weight [out, in / groups, kernel...]} and {@code bias
 * [out]}. Input and output may be without the axis of the batch.
 */
public abstract sealed class Conv extends Convolving permits Conv1d, Conv2d, Conv3d {
  private final int axes;
  private final ConvOptions options;

  /** Zeros at both ends that the convolution itself adds. */
  private final long[] zeros;

  /** What is put before and after each axis of the input first, or null for nothing. */
  private final long @Nullable [][] ends;

  Conv(
      String name,
      int axes,
      long inChannels,
      long outChannels,
      long[] kernel,
      ConvOptions options,
      Generator generator) {
    super(
        name,
        axes,
        inChannels,
        outChannels,
        kernel,
        options.groups(),
        false,
        options.bias(),
        options.dtype(),
        generator);
    this.axes = axes;
    this.options = options;
    require("stride", options.stride(), 1, axes);
    require("dilation", options.dilation(), 1, axes);
    List<Long> padding = options.padding();
    if (padding != null) {
      require("padding", padding, 0, axes);
    } else if (options.stride().stream().anyMatch(step -> step != 1)) {
      throw named(
          new OptionException("same padding with stride " + options.stride(), "a stride of 1"));
    }
    long[][] around = new long[axes][];
    boolean isSymmetric = true;
    for (int axis = 0; axis < axes; axis++) {
      long total =
          padding == null
              ? of(options.dilation(), axis) * (kernel().get(axis) - 1)
              : 2 * of(padding, axis);
      around[axis] = new long[] {total / 2, total - total / 2};
      isSymmetric &= total % 2 == 0;
    }
    boolean isItself = isSymmetric && options.paddingMode() == PaddingMode.ZEROS;
    ends = isItself ? null : around;
    zeros = new long[axes];
    for (int axis = 0; isItself && axis < axes; axis++) {
      zeros[axis] = around[axis][0];
    }
  }

  private static long of(List<Long> numbers, int axis) {
    return numbers.get(numbers.size() == 1 ? 0 : axis);
  }

  /** Returns what the layer was asked for. */
  public final ConvOptions options() {
    return options;
  }

  /**
   * Returns the convolved input.
   *
   * @throws ShapeException if it has other axes or channels than the layer, or is smaller than the
   *     kernel
   * @throws DTypeException if its dtype is not the parameters'
   */
  @Override
  public final Tensor forward(Tensor input) {
    Tensor kernel = weightFor(input);
    try (Autograd.Guard layer = enter()) {
      long[] stride = array(options.stride());
      long[] dilation = array(options.dilation());
      Tensor x = padded(input);
      return x.convolution(kernel, biasTensor(), stride, zeros, dilation, options.groups());
    } catch (ShapeException e) {
      throw named(e);
    }
  }

  private Tensor padded(Tensor input) {
    Tensor x = input;
    boolean hasAxes = input.shape().rank() > axes;
    for (int axis = 0; ends != null && hasAxes && axis < axes; axis++) {
      x = x.pad(axis - axes, ends[axis][0], ends[axis][1], options.paddingMode());
    }
    return x;
  }
}
