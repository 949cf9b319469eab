package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The reverse of {@link WindowPick}: each element is the sum over the windows that name it, in
 * their order, and 0 if there is none. An element asks all windows that it may lie in, so nothing
 * is added up by index. Inputs: the places, a value for each window, and {@code [stride, ..]}
 * numbers, which count the elements between neighbouring windows as {@link #numbers} has them.
 *
 * @param windows of few entries, without dilation
 * @param array what the windows lie on
 */
public record WindowSpread(PoolWindows windows, Shape array) implements KernelOp {
  /** The most windows that an element may lie in. */
  private static final long MOST = 9;

  /** The most entries of a window. */
  private static final long MOST_ENTRIES = 16;

  /** Returns whether each element lies in few windows of few entries, which have exact numbers. */
  public static boolean fits(PoolWindows windows) {
    long overlapping = 1;
    for (int i = 0; i < windows.axes(); i++) {
      long size = windows.sizes().get(i);
      if (size > MOST_ENTRIES || windows.dilations().get(i) != 1) {
        return false;
      }
      overlapping *= (size - 1) / windows.strides().get(i) + 1;
    }
    return windows.entries() <= MOST_ENTRIES
        && overlapping <= MOST
        && WindowCodes.areExact(windows);
  }

  /** Returns the third input, in row-major order. */
  public static double[] numbers(PoolWindows windows) {
    WindowCodes codes = new WindowCodes(windows);
    double[] numbers = {0};
    for (int i = 0; i < windows.axes(); i++) {
      int stride = Math.toIntExact(windows.strides().get(i));
      double[] next = new double[numbers.length * stride];
      for (int n = 0; n < next.length; n++) {
        next[n] = numbers[n / stride] + (double) (n % stride * codes.factor(i));
      }
      numbers = next;
    }
    return numbers;
  }

  @Override
  public String name() {
    return "windowSpread";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return new TensorSpec(array, inputs[1].dtype());
  }

  /** Each axis becomes two: that of the strides, and that of the elements of one. */
  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    DType dtype = output.dtype();
    int outer = array.rank() - windows.axes();
    long[] space = Arrays.copyOf(array.dims(), outer + 2 * windows.axes());
    long[] elements = Arrays.copyOf(array.strides(), space.length);
    long[] numbers = new long[space.length];
    List<Bound> inside = new ArrayList<>();
    long number = 1;
    for (int i = windows.axes() - 1; i >= 0; i--) {
      int axis = outer + 2 * i;
      long length = array.dim(outer + i);
      long stride = windows.strides().get(i);
      space[axis] = (length + stride - 1) / stride;
      space[axis + 1] = stride;
      elements[axis + 1] = array.strides()[outer + i];
      elements[axis] = stride * elements[axis + 1];
      numbers[axis + 1] = number;
      number *= stride;
      if (length % stride != 0) {
        long[] steps = new long[space.length];
        steps[axis] = stride;
        steps[axis + 1] = 1;
        inside.add(new Bound(0, Arrays.stream(steps).boxed().toList(), length));
      }
    }
    List<Load> loads = new ArrayList<>(List.of(new Load(dtype, IndexMap.of(0, numbers))));
    Expr within = new Expr.Input(0, dtype);
    Expr sum = within.number(0);
    for (Candidate candidate : candidates(inputs.get(0).shape(), Shape.of(space))) {
      Expr place = new Expr.Input(loads.size(), dtype);
      loads.add(new Load(dtype, candidate.map(-1)));
      Expr value = new Expr.Input(loads.size(), dtype);
      loads.add(new Load(dtype, candidate.map(0)));
      Expr own = within.apply(BinaryFunction.ADD, within.number((double) candidate.code));
      Expr share = place.apply(BinaryFunction.EQ, own).where(value, within.number(0));
      sum = loads.size() == 3 ? share : sum.apply(BinaryFunction.ADD, share);
    }
    IndexMap stored = new IndexMap(0, Arrays.stream(elements).boxed().toList(), inside, 0);
    return new Kernel(Shape.of(space), loads, List.of(new Output(sum, new Store.Map(stored))));
  }

  /**
   * A window that an element may lie in.
   *
   * @param window which window that is
   * @param code of the first element of a stride in the window
   */
  private record Candidate(IndexMap window, long code) {
    IndexMap map(double outside) {
      return new IndexMap(window.offset(), window.strides(), window.bounds(), outside);
    }
  }

  /**
   * Returns the windows that the elements of stride q may lie in. Along an axis with {@code padding
   * = before * stride + rest}, element r of stride q is entry {@code r + rest + t * stride} of
   * window {@code q + before - t}, if there are such an entry and such a window.
   */
  private List<Candidate> candidates(Shape places, Shape space) {
    WindowCodes codes = new WindowCodes(windows);
    int outer = array.rank() - windows.axes();
    long[] strides = Arrays.copyOf(places.strides(), space.rank());
    Arrays.fill(strides, outer, strides.length, 0);
    List<Candidate> all = new ArrayList<>();
    for (int i = 0; i < windows.axes(); i++) {
      strides[outer + 2 * i] = places.strides()[outer + i];
    }
    all.add(new Candidate(IndexMap.of(0, strides), 0));
    for (int i = 0; i < windows.axes(); i++) {
      int axis = outer + 2 * i;
      long stride = windows.strides().get(i);
      long before = windows.paddings().get(i) / stride;
      long rest = windows.paddings().get(i) % stride;
      long last = Math.floorDiv(windows.sizes().get(i) - 1 - rest, stride);
      List<Candidate> next = new ArrayList<>();
      for (Candidate candidate : all) {
        for (long t = last; t >= (rest == 0 ? 0 : -1); t--) {
          long first = before - t;
          long count = places.dim(outer + i);
          IndexMap map = candidate.window;
          IndexMap moved =
              new IndexMap(map.offset() + first * strides[axis], map.strides(), map.bounds(), 0);
          boolean isInside = first >= 0 && first + space.dim(axis) <= count;
          Bound bound = WindowCodes.along(space.rank(), axis, first, 1, count);
          next.add(
              new Candidate(
                  isInside ? moved : moved.within(bound, 0),
                  candidate.code + codes.code(i, rest + t * stride)));
        }
      }
      all = next;
    }
    return all;
  }

  @Override
  public int inputOf(int load) {
    return load == 0 ? 2 : (load - 1) % 2;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input != 1;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return index == 1;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context
        .builder()
        .apply(new WindowPick(windows), context.input(0), context.gradient(), context.input(2));
  }
}
