package dev.jacobian.tensor;

import dev.jacobian.op.PoolWindows;
import dev.jacobian.op.WindowArgMax;
import dev.jacobian.op.WindowPick;
import dev.jacobian.op.WindowPlace;
import dev.jacobian.op.WindowSpread;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pools of windows over several axes. The largest is found axis by axis: among equals the first
 * row's first one is taken, as in one walk over the window. Means are convolutions.
 */
final class Pools {
  private static final double[] NONE = {};

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
      result = result.gather(axis, largest(result, axis, windows, i, ceil));
    }
    return result;
  }

  static Tensor maxIndices(
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
    Tensor result = x.detach();
    Tensor indices = Tensor.full(x.shape(), 0, DType.INT64, x.device());
    long apart = 1;
    for (int i = axes - 1; i >= 0; i--) {
      int axis = x.shape().rank() - axes + i;
      Tensor places = largest(result, axis, windows, i, ceil);
      result = result.gather(axis, places);
      indices = indices.gather(axis, places).add(places.mul((double) apart));
      apart *= x.size(axis);
    }
    return indices;
  }

  /** Returns where along an axis the largest entries of windows are. */
  private static Tensor largest(Tensor x, int axis, PoolWindows windows, int i, boolean ceil) {
    long stride = windows.strides().get(i);
    long padding = windows.paddings().get(i);
    long dilation = windows.dilations().get(i);
    Tensor entries =
        Calls.apply(
            new WindowArgMax(axis, windows.sizes().get(i), stride, padding, dilation, ceil), x);
    long[] dims = new long[x.shape().rank() - axis];
    Arrays.fill(dims, 1);
    dims[0] = entries.size(axis);
    Tensor starts = Tensor.arange(dims[0]).mul((double) stride).sub((double) padding);
    return entries.mul((double) dilation).add(starts.to(x.device()).reshape(dims));
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
    Tensor padded = x;
    long taps = 1;
    List<double[]> counts = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      int axis = x.shape().rank() - axes + i;
      long length = x.size(axis);
      long step = windows.strides().get(i);
      long before = windows.paddings().get(i);
      long taken = windows.sizes().get(i);
      long number = windows.count(i, length);
      long behind = Math.max(0, (number - 1) * step + taken - length - 2 * before);
      padded = behind == 0 ? padded : padded.pad(axis, 0, behind);
      double[] inside = new double[(int) number];
      for (int w = 0; w < inside.length; w++) {
        long start = w * step - before;
        long end = Math.min(start + taken, length + before);
        inside[w] = countsPadding ? end - start : Math.min(end, length) - Math.max(start, 0);
      }
      boolean isEven = Arrays.stream(inside).allMatch(count -> count == taken);
      taps *= isEven ? taken : 1;
      counts.add(isEven ? NONE : inside);
    }
    Tensor result = sums(padded, windows, 1.0 / taps);
    for (int i = 0; i < axes; i++) {
      double[] divisors = counts.get(i);
      if (divisors.length > 0) {
        result = result.div(along(divisors, result, x.shape().rank() - axes + i));
      }
    }
    return result;
  }

  /** Returns the sums over windows, times a number: a convolution of each channel for itself. */
  private static Tensor sums(Tensor x, PoolWindows windows, double factor) {
    int axes = windows.sizes().size();
    int outer = x.shape().rank() - axes;
    long[] one = new long[axes + 2];
    long[] kernel = new long[axes + 2];
    Arrays.fill(kernel, 0, 2, 1);
    one[0] = x.shape().product(0, outer);
    one[1] = 1;
    for (int i = 0; i < axes; i++) {
      one[i + 2] = x.size(outer + i);
      kernel[i + 2] = windows.sizes().get(i);
    }
    Tensor weight = Tensor.full(Shape.of(kernel), factor, x.dtype(), x.device());
    long[] stride = windows.strides().stream().mapToLong(Long::longValue).toArray();
    long[] padding = windows.paddings().stream().mapToLong(Long::longValue).toArray();
    Tensor sums = x.reshape(one).convolution(weight, null, stride, padding, new long[] {1}, 1);
    long[] dims = x.shape().dims().clone();
    System.arraycopy(sums.shape().dims(), 2, dims, outer, axes);
    return sums.reshape(dims);
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

  /** Puts the entries of all windows behind each other, so that windows of one size touch. */
  static Tensor adaptiveMax(Tensor x, long[] size) {
    PoolWindows.requireFloating("adaptiveMaxPool", x.value().spec());
    requireSizes("adaptiveMaxPool", x.shape(), size);
    Tensor entries = x;
    long[] longest = new long[size.length];
    for (int i = 0; i < size.length; i++) {
      int axis = x.shape().rank() - size.length + i;
      long length = x.size(axis);
      for (long o = 0; o < size[i]; o++) {
        longest[i] = Math.max(longest[i], end(o, length, size[i]) - start(o, length, size[i]));
      }
      if (length % size[i] != 0) {
        long[] places = new long[Math.toIntExact(size[i] * longest[i])];
        for (int p = 0; p < places.length; p++) {
          long o = p / longest[i];
          // A shorter window has its last entry twice, the first of which counts.
          long entry = start(o, length, size[i]) + p % longest[i];
          places[p] = Math.min(entry, end(o, length, size[i]) - 1);
        }
        entries = entries.indexSelect(axis, Tensor.of(places).to(x.device()));
      }
    }
    long[] one = {1};
    return max(entries, size.length, longest, longest, new long[] {0}, one, false);
  }

  /** Returns where window o of so many begins. */
  private static long start(long o, long length, long windows) {
    return o * length / windows;
  }

  /** Returns where window o of so many ends. */
  private static long end(long o, long length, long windows) {
    return ((o + 1) * length + windows - 1) / windows;
  }

  private static Tensor uniform(Tensor x, int axis, long size) {
    if (size == 1) {
      return x;
    }
    // Windows that follow each other are an axis of their own.
    long[] dims = Arrays.copyOf(x.shape().dims(), x.shape().rank() + 1);
    System.arraycopy(dims, axis + 1, dims, axis + 2, x.shape().rank() - axis - 1);
    dims[axis] = x.size(axis) / size;
    dims[axis + 1] = size;
    return x.reshape(dims).sum(false, axis + 1).div((double) size);
  }

  /** Returns means of windows of two sizes: products with a matrix that has their shares. */
  private static Tensor means(Tensor x, int axis, long length, int windows) {
    double[] shares = new double[Math.toIntExact(windows * length)];
    for (int o = 0; o < windows; o++) {
      long start = start(o, length, windows);
      long end = end(o, length, windows);
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
