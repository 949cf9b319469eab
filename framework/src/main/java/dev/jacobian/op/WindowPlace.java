package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the largest entry of each window is, as a number that {@link WindowPick} and {@link
 * WindowSpread} know, of x's type; the first one among equals, a NaN before all. Inputs: x, and the
 * number of each window's first entry that is inside, broadcastable to the windows. It has no
 * gradient.
 *
 * @param windows of few entries, each with one inside
 */
public record WindowPlace(PoolWindows windows) implements KernelOp {
  /** Returns the second input for an array, over the axes of the windows in row-major order. */
  public static double[] first(PoolWindows windows, Shape array) {
    WindowCodes codes = new WindowCodes(windows);
    double[] first = {0};
    for (int i = 0; i < windows.axes(); i++) {
      int count = Math.toIntExact(windows.over(array).dim(array.rank() - windows.axes() + i));
      double[] next = new double[first.length * count];
      for (int n = 0; n < next.length; n++) {
        long before = windows.paddings().get(i) - n % count * windows.strides().get(i);
        next[n] = first[n / count] + (double) codes.code(i, Math.max(0, before));
      }
      first = next;
    }
    return first;
  }

  @Override
  public String name() {
    return "windowPlace";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return new TensorSpec(windows.over(inputs[0].shape()), inputs[0].dtype());
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    DType dtype = output.dtype();
    WindowCodes codes = new WindowCodes(windows);
    List<Load> loads =
        new ArrayList<>(codes.entries(dtype, inputs.get(0).shape(), Double.NEGATIVE_INFINITY));
    Expr place = new Expr.Input(loads.size(), dtype);
    Expr largest = place.number(Double.NEGATIVE_INFINITY);
    for (int n = 0; n < loads.size(); n++) {
      Expr entry = new Expr.Input(n, dtype);
      // Neither is there anything larger than a NaN, nor is a NaN not larger.
      Expr isNumber = largest.apply(BinaryFunction.EQ, largest);
      Expr isNotLarger = entry.apply(BinaryFunction.LE, largest);
      Expr next = isNotLarger.where(place, entry.number((double) codes.code(n)));
      place = isNumber.where(next, place);
      largest = largest.apply(BinaryFunction.MAXIMUM, entry);
    }
    loads.add(new Load(dtype, IndexMap.broadcast(inputs.get(1).shape(), output.shape())));
    return new Kernel(output.shape(), loads, List.of(Output.stored(place, output.shape())));
  }

  @Override
  public int inputOf(int load) {
    return load < windows.entries() ? 0 : 1;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("windowPlace has no gradient");
  }
}
