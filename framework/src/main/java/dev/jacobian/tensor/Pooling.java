package dev.jacobian.tensor;

import dev.jacobian.shape.ShapeException;

/**
 * Windows over the last axes, and other sizes of these. What stands before them, such as {@code [n,
 * channels]}, stays. The numbers of each axis are given as one for all, or one for each.
 */
public sealed interface Pooling extends Family permits Tensor {

  /** {@link #maxPool} along the last axis, by windows that touch each other. */
  default Tensor maxPool1d(long size) {
    return maxPool1d(size, size, 0, 1);
  }

  /**
   * The largest element of each window along the last axis: {@code y[.., o] = max over k of x[.., o
   * * stride + k * dilation - padding]}, {@code [.., n]} to {@code [.., (n + 2 * padding - dilation
   * * (size - 1) - 1) / stride + 1]}, rounded down. What lies outside of x is -infinity. The
   * gradient goes to the first one among equals; a NaN is the largest. PyTorch equivalent: {@code
   * torch.nn.functional.max_pool1d}.
   *
   * @param size entries of a window
   * @param stride distance of neighbouring windows
   * @param padding how far windows hang over at both ends, at most half of the size
   * @param dilation distance of a window's entries
   */
  default Tensor maxPool1d(long size, long stride, long padding, long dilation) {
    return Pools.max(self(), 1, one(size), one(stride), one(padding), one(dilation), false);
  }

  /** {@link #maxPool} over height and width, by windows that touch each other. */
  default Tensor maxPool2d(long size) {
    return maxPool2d(size, size, 0, 1);
  }

  /**
   * {@link #maxPool} over height and width. PyTorch equivalent: {@code
   * torch.nn.functional.max_pool2d}.
   */
  default Tensor maxPool2d(long size, long stride, long padding, long dilation) {
    return Pools.max(self(), 2, one(size), one(stride), one(padding), one(dilation), false);
  }

  /**
   * The largest element of each window over the last axes, as {@link #maxPool1d(long, long, long,
   * long)} has it along one. PyTorch equivalent: {@code torch.nn.functional.max_pool3d} and its
   * kin.
   *
   * @param axes how many axes windows have
   * @param size entries of a window
   * @param stride distance of neighbouring windows
   * @param padding how far windows hang over at both ends, at most half of the size
   * @param dilation distance of a window's entries
   * @param ceilMode whether a last window may hang over further, if it begins inside
   * @throws ShapeException if a window would have no entry
   */
  default Tensor maxPool(
      int axes, long[] size, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
    return Pools.max(self(), axes, size, stride, padding, dilation, ceilMode);
  }

  /**
   * Where {@link #maxPool} finds the largest element of each window, as int64: counted along the
   * last axes as one. It has no gradient. PyTorch: the second result of {@code
   * torch.nn.functional.max_pool2d} with {@code return_indices=True}.
   *
   * @throws ShapeException if a window would have no entry
   */
  default Tensor maxPoolIndices(
      int axes, long[] size, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
    return Pools.maxIndices(self(), axes, size, stride, padding, dilation, ceilMode);
  }

  /** {@link #avgPool} over height and width, by windows that touch each other. */
  default Tensor avgPool2d(long size) {
    return avgPool(2, one(size), one(size), one(0), false, true);
  }

  /**
   * The mean of each window over the last axes; zeros lie outside. PyTorch equivalent: {@code
   * torch.nn.functional.avg_pool2d} and its kin.
   *
   * @param axes how many axes windows have
   * @param size entries of a window
   * @param stride distance of neighbouring windows
   * @param padding how far windows hang over at both ends, at most half of the size
   * @param ceilMode whether a last window may hang over further, if it begins inside
   * @param countIncludePad whether entries of the padding count in the mean
   * @throws ShapeException if a window is larger than an axis with its padding
   */
  default Tensor avgPool(
      int axes,
      long[] size,
      long[] stride,
      long[] padding,
      boolean ceilMode,
      boolean countIncludePad) {
    return Pools.average(self(), axes, size, stride, padding, ceilMode, countIncludePad);
  }

  /**
   * Means of as many windows as there are to be along each of the last axes: window o goes from
   * {@code floor(o * n / size)} to {@code ceil((o + 1) * n / size)}. PyTorch equivalent: {@code
   * torch.nn.functional.adaptive_avg_pool2d} and its kin.
   *
   * @param size numbers of windows, one for each axis
   */
  default Tensor adaptiveAvgPool(long... size) {
    return Pools.adaptive(self(), size);
  }

  /**
   * The largest entry of each of as many windows as there are to be along each of the last axes,
   * which are those of {@link #adaptiveAvgPool}. The gradient goes to the first one among equals.
   * PyTorch equivalent: {@code torch.nn.functional.adaptive_max_pool2d} and its kin.
   *
   * @param size numbers of windows, one for each axis
   */
  default Tensor adaptiveMaxPool(long... size) {
    return Pools.adaptiveMax(self(), size);
  }

  /**
   * Other sizes of the last axes, each element being the one that its place falls on: {@code y[i] =
   * x[floor(i * n / size)]}. PyTorch equivalent: {@code torch.nn.functional.interpolate} with
   * {@code mode="nearest"}.
   *
   * @param size the new sizes, one for each axis
   */
  default Tensor resizeNearest(long... size) {
    return Resizing.nearest(self(), size);
  }

  /**
   * Other sizes of the last axes, between whose elements there are straight lines: linear,
   * bilinear, trilinear. PyTorch equivalent: {@code torch.nn.functional.interpolate} with {@code
   * mode="bilinear"} and its kin.
   *
   * @param alignCorners whether the first and the last elements stay where they are, and not the
   *     edges before and behind them
   * @param size the new sizes, one for each axis
   */
  default Tensor resizeLinear(boolean alignCorners, long... size) {
    return Resizing.linear(self(), alignCorners, size);
  }

  /**
   * Channels as places between those of the image: {@code [.., c * r * r, h, w]} to {@code [.., c,
   * h * r, w * r]}, {@code y[c, i * r + a, j * r + b] = x[(c * r + a) * r + b, i, j]}. PyTorch
   * equivalent: {@code torch.nn.functional.pixel_shuffle}.
   *
   * @throws ShapeException if {@code r * r} does not divide the channels
   */
  default Tensor pixelShuffle(int r) {
    return Resizing.shuffle(self(), r);
  }

  /** {@link #gridSample(Tensor, GridSampleOptions)} with {@link GridSampleOptions#defaults}. */
  default Tensor gridSample(Tensor grid) {
    return gridSample(grid, GridSampleOptions.defaults());
  }

  /**
   * Images {@code [n, c, h, w]} read where a grid {@code [n, r, s, 2]} says: {@code [n, c, r, s]}.
   * A place is (x, y), -1 at the left and the upper edge and 1 at the others. Source: Jaderberg et
   * al., "Spatial transformer networks", 2015. PyTorch equivalent: {@code
   * torch.nn.functional.grid_sample} of images.
   *
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor gridSample(Tensor grid, GridSampleOptions options) {
    return GridSampling.sample(self(), grid, options);
  }

  /**
   * The grid {@code [n, h, w, 2]} of these affine maps {@code [n, 2, 3]}: where each element of an
   * image of so many rows and columns is read by {@link #gridSample}, {@code (x', y') = A (x, y,
   * 1)}. PyTorch equivalent: {@code torch.nn.functional.affine_grid}.
   *
   * @param alignCorners as in {@link GridSampleOptions}
   * @throws ShapeException if these are no such maps, or the grid is empty
   */
  default Tensor affineGrid(long height, long width, boolean alignCorners) {
    return GridSampling.affine(self(), height, width, alignCorners);
  }

  private static long[] one(long number) {
    return new long[] {number};
  }
}
