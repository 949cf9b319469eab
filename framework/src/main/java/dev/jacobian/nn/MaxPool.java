package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** The largest element of each window over the last axes, see {@link Tensor#maxPool}. */
public abstract sealed class MaxPool extends Module permits MaxPool1d, MaxPool2d, MaxPool3d {
  private final int axes;
  private final long[] size;
  private final MaxPoolOptions options;

  MaxPool(String name, int axes, long[] size, MaxPoolOptions options) {
    super(name + "(" + Arrays.toString(size) + ")");
    this.axes = axes;
    this.size = size.clone();
    this.options = options;
  }

  /** Returns what the layer was asked for. */
  public final MaxPoolOptions options() {
    return options;
  }

  /**
   * Returns the largest element of each window.
   *
   * @throws ShapeException if a window does not fit on the input with its padding
   */
  @Override
  public final Tensor forward(Tensor input) {
    return over(input::maxPool);
  }

  /**
   * Returns where the largest element of each window is, for {@link MaxUnpool}: see {@link
   * Tensor#maxPoolIndices}. PyTorch equivalent: {@code return_indices=True}.
   *
   * @throws ShapeException if a window does not fit on the input with its padding
   */
  public final Tensor indices(Tensor input) {
    return over(input::maxPoolIndices);
  }

  /** A function of windows over the last axes. */
  private interface Pooled {
    Tensor apply(
        int axes, long[] size, long[] stride, long[] padding, long[] dilation, boolean ceilMode);
  }

  private Tensor over(Pooled pool) {
    List<Long> stride = options.stride();
    try (Autograd.Guard layer = enter()) {
      return pool.apply(
          axes,
          size,
          stride == null ? size : Convolving.array(stride),
          Convolving.array(options.padding()),
          Convolving.array(options.dilation()),
          options.ceilMode());
    } catch (JacobianException e) {
      throw named(e);
    }
  }
}
