package dev.jacobian.tensor;

import dev.jacobian.op.Sum;
import dev.jacobian.shape.DType;
import java.util.List;

/**
 * The mean over some axes and the deviations from it, which variances and normalisations are made
 * of.
 *
 * @param mean as it is rounded to x's type; the axes stay with size 1
 * @param deviation {@code x - mean(x)}, of x's shape. Elements that are all equal deviate by 0
 *     exactly, whatever they are and however many; of large elements that differ little nothing is
 *     lost
 */
public record Moments(Tensor mean, Tensor deviation) {
  /**
   * Returns the moments over some axes, over all if none is named.
   *
   * @param x floating point
   */
  public static Moments of(Tensor x, int... axes) {
    List<Integer> resolved = Layouts.axes(x.shape(), axes);
    double count = 1;
    for (int axis : resolved) {
      count *= x.shape().dim(axis);
    }
    // A mean is rounded, and its error is that of every difference: a part of what they amount to
    // where the elements differ little. Differences from a number near them are exact, so the error
    // is seen there and taken away. In float64 a float32 mean is exact enough to tell its error.
    Tensor mean = Calls.apply(new Sum(resolved, true), x).div(count);
    Tensor near = mean.to(x.dtype());
    Tensor deviation = x.sub(near);
    Tensor error =
        x.dtype() == DType.FLOAT32
            ? mean.sub(near.to(DType.FLOAT64)).to(DType.FLOAT32)
            : Calls.apply(new Sum(resolved), deviation).div(count);
    // The mean's error is no function of x.
    return new Moments(near, deviation.sub(error.detach()));
  }

  /** Returns the deviations alone: see {@link #of}. */
  public static Tensor deviation(Tensor x, int... axes) {
    return of(x, axes).deviation;
  }
}
