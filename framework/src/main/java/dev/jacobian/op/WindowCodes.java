package dev.jacobian.op;

import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Load;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Places in the windows of a pool as numbers: entry {@code k} along each axis counts {@code (k +
 * stride)} times the axis' factor, so that the gradient may ask for entries that no window has.
 */
final class WindowCodes {
  /** Integers below this are numbers of float32, whatever they are. */
  private static final double MOST = 1 << 24;

  private final PoolWindows windows;
  private final long[] factors;

  WindowCodes(PoolWindows windows) {
    this.windows = windows;
    this.factors = new long[windows.axes()];
    long factor = 1;
    for (int i = windows.axes() - 1; i >= 0; i--) {
      factors[i] = factor;
      factor *= windows.sizes().get(i) + 2 * windows.strides().get(i) - 1;
    }
  }

  /** Returns whether codes are numbers of their own in every type. */
  static boolean areExact(PoolWindows windows) {
    double codes = 1;
    for (int i = 0; i < windows.axes(); i++) {
      codes *= windows.sizes().get(i) + 2.0 * windows.strides().get(i) - 1;
    }
    return codes <= MOST;
  }

  /** Returns what an entry along axis i adds to a code. */
  long code(int i, long entry) {
    return (entry + windows.strides().get(i)) * factors[i];
  }

  /** Returns what one more entry along axis i adds to a code. */
  long factor(int i) {
    return factors[i];
  }

  /** Returns the code of a window's entry n, counted over all axes. */
  long code(long n) {
    long rest = n;
    long code = 0;
    for (int i = windows.axes() - 1; i >= 0; i--) {
      code += code(i, rest % windows.sizes().get(i));
      rest /= windows.sizes().get(i);
    }
    return code;
  }

  /**
   * Returns the loads of the entries of all windows, in their order.
   *
   * @param outside what is read where a window has no entry
   */
  List<Load> entries(DType dtype, Shape array, double outside) {
    Shape space = windows.over(array);
    int outer = array.rank() - windows.axes();
    List<Load> loads = new ArrayList<>();
    for (long n = 0; n < windows.entries(); n++) {
      long[] strides = array.strides();
      long offset = 0;
      long rest = n;
      List<Bound> bounds = new ArrayList<>();
      for (int i = windows.axes() - 1; i >= 0; i--) {
        int axis = outer + i;
        long start =
            rest % windows.sizes().get(i) * windows.dilations().get(i) - windows.paddings().get(i);
        rest /= windows.sizes().get(i);
        offset += start * strides[axis];
        long stride = windows.strides().get(i);
        strides[axis] *= stride;
        if (start < 0 || start + (space.dim(axis) - 1) * stride >= array.dim(axis)) {
          bounds.add(along(space.rank(), axis, start, stride, array.dim(axis)));
        }
      }
      List<Long> all = Arrays.stream(strides).boxed().toList();
      loads.add(new Load(dtype, new IndexMap(offset, all, bounds, outside)));
    }
    return loads;
  }

  /** Returns the bound of an index that goes on along one axis. */
  static Bound along(int rank, int axis, long start, long step, long size) {
    Long[] steps = new Long[rank];
    Arrays.fill(steps, 0L);
    steps[axis] = step;
    return new Bound(start, List.of(steps), size);
  }
}
