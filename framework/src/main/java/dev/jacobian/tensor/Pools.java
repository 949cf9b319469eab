package dev.jacobian.tensor;

import dev.jacobian.op.PoolWindows;
import dev.jacobian.op.WindowArgMax;
import dev.jacobian.op.WindowPick;
import dev.jacobian.op.WindowPlace;
import dev.jacobian.op.WindowSpread;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;

/**
 * Pools of windows over several axes, axis by axis: the largest of the largest, the sum of sums.
 * Among equals the first row's first one is taken, as in one walk over the window.
 */
final class Pools {
  private Pools() {}

  static Tensor max(
      Tensor x,
      int axes,
      long[] size,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceil) {
    String name = "maxPool" + axes + "d";
    PoolWindows windows =
        PoolWindows.of(name, x.value().spec(), axes, size, stride, padding, dilation, ceil);
    if (WindowSpread.fits(windows)) {
      return fewEntries(x, windows);
    }
    Tensor result = x;
    for (int i = axes - 1; i >= 0; i--) {
      int axis = x.shape().rank() - axes + i;
      long step = windows.strides().get(i);
      long before = windows.paddings().get(i);
      long apart = windows.dilations().get(i);
      Tensor entries =
          Calls.apply(
              new WindowArgMax(axis, windows.sizes().get(i), step, before, apart, ceil), result);
      result = at(result, axis, entries, step, before, apart);
    }
    return result;
  }

  private static Tensor fewEntries(Tensor x, PoolWindows windows) {
    int axes = windows.axes();
    long[] counts = new long[axes];
    long[] strides = new long[axes];
    Shape shape = windows.over(x.shape());
    for (int i = 0; i < axes; i++) {
      counts[i] = shape.dim(shape.rank() - axes + i);
      strides[i] = windows.strides().get(i);
    }
    Tensor first = Tensor.of(WindowPlace.first(windows, x.shape()), counts);
    Tensor numbers = Tensor.of(WindowSpread.numbers(windows), strides);
    Tensor places = Calls.apply(new WindowPlace(windows), x, like(first, x));
    return Calls.apply(new WindowPick(windows), places, x, like(numbers, x));
  }

  /** Returns the entries of windows along an axis that are counted in their windows. */
  private static Tensor at(
      Tensor x, int axis, Tensor entries, long stride, long padding, long dilation) {
    long[] dims = new long[x.shape().rank() - axis];
    Arrays.fill(dims, 1);
    dims[0] = entries.size(axis);
    Tensor starts = Tensor.arange(dims[0]).mul((double) stride).sub((double) padding);
    Tensor places = starts.to(x.device()).reshape(dims);
    return x.gather(axis, entries.mul((double) dilation).add(places));
  }

  static Tensor average(
      Tensor x,
      int axes,
      long[] size,
      long[] stride,
      long[] padding,
      boolean ceil,
      boolean countsPadding) {
    String name = "avgPool" + axes + "d";
    PoolWindows windows =
        PoolWindows.of(name, x.value().spec(), axes, size, stride, padding, new long[] {1}, ceil);
    Tensor result = x;
    for (int i = axes - 1; i >= 0; i--) {
      int axis = x.shape().rank() - axes + i;
      result =
          average(
              result,
              axis,
              windows.sizes().get(i),
              windows.strides().get(i),
              windows.paddings().get(i),
              ceil,
              countsPadding);
    }
    return result;
  }

  private static Tensor average(
      Tensor x,
      int axis,
      long size,
      long stride,
      long padding,
      boolean ceil,
      boolean countsPadding) {
    long length = x.size(axis);
    long rest = length + 2 * padding - size;
    boolean hasPart = ceil && rest % stride > 0 && (rest / stride + 1) * stride < length + padding;
    long windows = rest / stride + (hasPart ? 2 : 1);
    long behind = Math.max(padding, (windows - 1) * stride + size - length - padding);
    Tensor padded = padding + behind == 0 ? x : x.pad(axis, padding, behind);
    Tensor sums = padded.unfold(axis, size, stride).sum(false, -1);
    double[] counts = new double[(int) windows];
    for (int i = 0; i < counts.length; i++) {
      long start = i * stride - padding;
      long end = Math.min(start + size, length + padding);
      counts[i] = countsPadding ? end - start : Math.min(end, length) - Math.max(start, 0);
    }
    boolean isEven = Arrays.stream(counts).allMatch(count -> count == size);
    return isEven ? sums.div((double) size) : sums.div(along(counts, sums, axis));
  }

  /** Returns numbers along an axis of a tensor. */
  static Tensor along(double[] numbers, Tensor x, int axis) {
    long[] dims = new long[x.shape().rank() - axis];
    Arrays.fill(dims, 1);
    dims[0] = numbers.length;
    return like(Tensor.of(numbers, dims), x);
  }

  private static Tensor like(Tensor numbers, Tensor x) {
    return numbers.to(x.dtype()).to(x.device());
  }

  static Tensor adaptive(Tensor x, long[] size) {
    Tensor result = x;
    PoolWindows.requireFloating("adaptiveAvgPool", x.value().spec());
    requireSizes("adaptiveAvgPool", x.shape(), size);
    for (int i = size.length - 1; i >= 0; i--) {
      int axis = x.shape().rank() - size.length + i;
      long length = x.size(axis);
      result =
          length % size[i] == 0
              ? uniform(result, axis, length / size[i])
              : means(result, axis, length, (int) size[i]);
    }
    return result;
  }

  private static Tensor uniform(Tensor x, int axis, long size) {
    return size == 1 ? x : average(x, axis, size, size, 0, false, true);
  }

  /** Returns means of windows of two sizes: products with a matrix that has their shares. */
  private static Tensor means(Tensor x, int axis, long length, int windows) {
    double[] shares = new double[Math.toIntExact(windows * length)];
    for (int o = 0; o < windows; o++) {
      long start = o * length / windows;
      long end = ((o + 1) * length + windows - 1) / windows;
      Arrays.fill(
          shares,
          Math.toIntExact(o * length + start),
          Math.toIntExact(o * length + end),
          1.0 / (end - start));
    }
    Tensor matrix = Tensor.of(shares, windows, length).to(x.dtype()).to(x.device());
    int last = x.shape().rank() - 1;
    return axis == last
        ? x.matmulTransposed(matrix)
        : x.transpose(axis, last).matmulTransposed(matrix).transpose(axis, last);
  }

  /** Checks the new sizes of the last axes. */
  static void requireSizes(String name, Shape shape, long[] size) {
    boolean isPositive = Arrays.stream(size).allMatch(s -> s >= 1);
    boolean hasAxes = size.length >= 1 && size.length <= shape.rank();
    if (!hasAxes || !isPositive || shape.product(shape.rank() - size.length, shape.rank()) == 0) {
      throw new ShapeException(
          name + ": sizes " + Arrays.toString(size) + " of " + shape,
          "a size of at least 1 for each of the last axes, which have elements");
    }
  }
}
