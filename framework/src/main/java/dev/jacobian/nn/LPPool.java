package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * The p-norm of each window over the last axes, {@code (sum of x^p)^(1/p)}: their sum for p = 1,
 * near to their maximum for a large one.
 */
public abstract sealed class LPPool extends Module permits LPPool1d, LPPool2d, LPPool3d {
  private static final long[] NO_PADDING = {0};

  private final int axes;
  private final double p;
  private final long[] size;
  private final long[] stride;
  private final boolean ceilMode;

  LPPool(String name, int axes, double p, long[] size, long[] stride, boolean ceilMode) {
    super(name + "(" + p + ", " + Arrays.toString(size) + ")");
    if (!(p > 0 && p < Double.POSITIVE_INFINITY)) {
      throw named(new OptionException("p " + p, "a number above 0; for the maximum, MaxPool"));
    }
    this.axes = axes;
    this.p = p;
    this.size = size.clone();
    this.stride = stride.clone();
    this.ceilMode = ceilMode;
  }

  /**
   * Returns the norm of each window; its gradient is 0 where it is 0.
   *
   * @throws ShapeException if a window does not fit on the input
   */
  @Override
  public final Tensor forward(Tensor input) {
    double entries = 1;
    for (int i = 0; i < axes; i++) {
      entries *= size[Math.min(i, size.length - 1)];
    }
    try (Autograd.Guard layer = enter()) {
      Tensor sums =
          input.pow(p).avgPool(axes, size, stride, NO_PADDING, ceilMode, true).mul(entries);
      Tensor isZero = sums.eq(0);
      return isZero.where(0, isZero.where(1, sums).pow(1 / p));
    } catch (JacobianException e) {
      throw named(e);
    }
  }
}
