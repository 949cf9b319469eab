package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which entry of each window along an axis is the largest, counted in the window, as int64; the
 * first one among equals, a NaN before all. Entry k of window o is {@code x[o * stride + k *
 * dilation - padding]}; what lies outside of x is none. It has no gradient; maximum pooling takes
 * the elements at these places. PyTorch: the indices of {@code max_pool1d}, which count in x.
 *
 * @param axis counted from 0
 * @param size entries of a window
 * @param stride distance of neighbouring windows
 * @param padding how far the first window begins before the axis, at most half of the size
 * @param dilation distance of a window's entries
 * @param ceil whether there is a last window that hangs over by more than the padding, if it begins
 *     on the axis or before
 */
public record WindowArgMax(
    int axis, long size, long stride, long padding, long dilation, boolean ceil)
    implements KernelOp {
  /** Entries up to which they are compared one by one, as elementwise functions. */
  private static final long FEW = 16;

  @Override
  public String name() {
    return "windowArgmax";
  }

  @Override
  public String settings() {
    return "axis="
        + axis
        + (stride == size ? "" : ", stride=" + stride)
        + (padding == 0 ? "" : ", padding=" + padding)
        + (dilation == 1 ? "" : ", dilation=" + dilation)
        + (ceil ? ", ceil" : "");
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec x = inputs[0];
    if (!x.dtype().isFloating()) {
      throw new DTypeException(
          name() + ": received " + x, "a floating-point tensor", DTypeHints.toFloating(x.dtype()));
    }
    if (size < 1 || stride < 1 || dilation < 1 || padding < 0 || padding > size / 2) {
      throw new ShapeException(
          name() + ": windows of " + this,
          "size, stride and dilation of at least 1, and a padding of 0 to half of the size");
    }
    long length = x.shape().dim(axis);
    long rest = length + 2 * padding - dilation * (size - 1) - 1;
    if (rest < 0 || !holdsAnEntry(length)) {
      throw new ShapeException(
          name() + ": windows of " + this + " along axis " + axis + " of " + x.shape(),
          "an axis on which every window has an entry");
    }
    return new TensorSpec(x.shape().withDim(axis, windows(length)), DType.INT64);
  }

  private long windows(long length) {
    long rest = length + 2 * padding - dilation * (size - 1) - 1;
    boolean hasPart = ceil && rest % stride > 0 && (rest / stride + 1) * stride < length + padding;
    return rest / stride + (hasPart ? 2 : 1);
  }

  /** Returns whether windows that begin before the axis have an entry on it. */
  private boolean holdsAnEntry(long length) {
    for (long start = -padding; start < 0; start += stride) {
      if (Math.floorMod(start, dilation) >= length) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    TensorSpec x = inputs.get(0);
    return size <= FEW ? compared(x, output.shape()) : searched(x, output);
  }

  /** Returns a kernel over windows that reads each entry by a load of its own. */
  private Kernel compared(TensorSpec x, Shape windows) {
    List<Load> loads = new ArrayList<>();
    Expr largest = new Expr.Input(0, x.dtype());
    Expr position = largest.number(0);
    for (int k = 0; k < size; k++) {
      loads.add(entry(x, windows, k, Double.NEGATIVE_INFINITY));
      Expr entry = new Expr.Input(k, x.dtype());
      // Neither is there anything larger than a NaN, nor is a NaN not larger.
      Expr isNumber = largest.apply(BinaryFunction.EQ, largest);
      Expr isLarger = entry.apply(BinaryFunction.LE, largest).where(position, entry.number(k));
      position = k == 0 ? position : isNumber.where(isLarger, position);
      largest = largest.apply(BinaryFunction.MAXIMUM, entry);
    }
    // Where nothing is larger than what is outside, the first entry on the axis is the largest.
    int before = (int) ((padding + dilation - 1) / dilation);
    Expr first = largest.number(before);
    for (int k = before - 1; k >= 0; k--) {
      loads.add(entry(x, windows, k, Double.POSITIVE_INFINITY));
      Expr other = new Expr.Input(loads.size() - 1, x.dtype());
      Expr isInside = new Expr.Input(k, x.dtype()).apply(BinaryFunction.EQ, other);
      first = isInside.where(largest.number(k), first);
    }
    Expr isLow = largest.apply(BinaryFunction.EQ, largest.number(Double.NEGATIVE_INFINITY));
    Expr found = Expr.converted(isLow.where(first, position), DType.INT64);
    return new Kernel(windows, loads, List.of(Output.stored(found, windows)));
  }

  /** Returns the load of one entry of each window, with a number for those outside. */
  private Load entry(TensorSpec x, Shape windows, int k, double outside) {
    long[] strides = x.shape().strides().clone();
    long start = k * dilation - padding;
    long offset = start * strides[axis];
    strides[axis] *= stride;
    Long[] along = new Long[strides.length];
    Arrays.fill(along, 0L);
    along[axis] = stride;
    long length = x.shape().dim(axis);
    IndexMap map = IndexMap.of(offset, strides);
    boolean isInside = start >= 0 && start + (windows.dim(axis) - 1) * stride < length;
    return new Load(
        x.dtype(), isInside ? map : map.within(new Bound(start, List.of(along), length), outside));
  }

  /** Returns a kernel over all entries that searches for the largest along the last axis. */
  private Kernel searched(TensorSpec x, TensorSpec output) {
    int rank = x.shape().rank();
    long[] dims = Arrays.copyOf(output.shape().dims(), rank + 1);
    dims[rank] = size;
    long[] strides = Arrays.copyOf(x.shape().strides(), rank + 1);
    long offset = -padding * strides[axis];
    strides[rank] = dilation * strides[axis];
    strides[axis] *= stride;
    IndexMap map = IndexMap.of(offset, strides);
    Long[] along = new Long[rank + 1];
    Arrays.fill(along, 0L);
    along[axis] = stride;
    along[rank] = dilation;
    Bound bound = new Bound(-padding, List.of(along), x.shape().dim(axis));
    // What is outside is -infinity to the one load and infinity to the other, so it shows.
    Load load = new Load(x.dtype(), map.within(bound, Double.NEGATIVE_INFINITY));
    Load other = new Load(x.dtype(), map.within(bound, Double.POSITIVE_INFINITY));
    Expr entry = new Expr.Input(0, x.dtype());
    Expr isInside = entry.apply(BinaryFunction.EQ, new Expr.Input(1, x.dtype()));
    Expr presence = isInside.where(entry.number(1), entry.number(0));
    // Where nothing is larger than what is outside, the first entry on the axis is the largest.
    Expr maximum = new Expr.Reduced(0, x.dtype());
    Expr isLow = maximum.apply(BinaryFunction.EQ, maximum.number(Double.NEGATIVE_INFINITY));
    return new Kernel(
        Shape.of(dims),
        List.of(load, other),
        List.of(
            Output.reduced(entry, Reducer.MAX, List.of(rank)),
            new Output(isLow.where(presence, entry), new Store.ArgMax(rank))));
  }

  @Override
  public int inputOf(int load) {
    return 0;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("windowArgmax has no gradient");
  }
}
