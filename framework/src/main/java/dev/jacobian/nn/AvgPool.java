package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** The mean of each window over the last axes, see {@link Tensor#avgPool}. */
public abstract sealed class AvgPool extends Module permits AvgPool1d, AvgPool2d, AvgPool3d {
  private final int axes;
  private final long[] size;
  private final AvgPoolOptions options;

  AvgPool(String name, int axes, long[] size, AvgPoolOptions options) {
    super(name + "(" + Arrays.toString(size) + ")");
    this.axes = axes;
    this.size = size.clone();
    this.options = options;
  }

  /** Returns what the layer was asked for. */
  public final AvgPoolOptions options() {
    return options;
  }

  /**
   * Returns the mean of each window.
   *
   * @throws ShapeException if a window does not fit on the input with its padding
   */
  @Override
  public final Tensor forward(Tensor input) {
    List<Long> stride = options.stride();
    try (Autograd.Guard layer = enter()) {
      return input.avgPool(
          axes,
          size,
          stride == null ? size : Convolving.array(stride),
          Convolving.array(options.padding()),
          options.ceilMode(),
          options.countIncludePad());
    } catch (JacobianException e) {
      throw named(e);
    }
  }
}
