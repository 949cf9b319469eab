package dev.jacobian.device;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Kernels to look at: of all forms at random, and one of each type with all functions. */
public final class KernelSamples {
  private KernelSamples() {}

  /** Returns kernels, so many of them at random. */
  public static List<Kernel> all(int random) {
    List<Kernel> kernels = new ArrayList<>();
    for (long seed = 1; seed <= random; seed++) {
      kernels.add(RandomKernels.sample(seed).kernel());
    }
    for (DType dtype : DType.values()) {
      kernels.add(functions(dtype));
    }
    kernels.add(softmax());
    kernels.add(padded());
    for (DType dtype : List.of(DType.FLOAT32, DType.INT64)) {
      kernels.add(scanned(dtype, Reducer.MAX));
      kernels.add(scanned(dtype, Reducer.SUM));
    }
    return kernels;
  }

  /** Returns a kernel with all functions of a type. */
  public static Kernel functions(DType dtype) {
    Shape space = Shape.of(1000);
    Expr x = new Expr.Input(0, dtype);
    Expr y = new Expr.Input(1, dtype);
    List<Output> outputs = new ArrayList<>();
    for (UnaryFunction function : UnaryFunction.values()) {
      if (dtype.isFloating() || function.isWhole()) {
        outputs.add(Output.stored(x.apply(function), space));
      }
    }
    for (BinaryFunction function : BinaryFunction.values()) {
      boolean isDefined = dtype != DType.BOOL || function.isComparison();
      if (isDefined && (dtype.isFloating() || function != BinaryFunction.DIV)) {
        outputs.add(Output.stored(x.apply(function, y), space));
      }
    }
    for (DType other : DType.values()) {
      outputs.add(Output.stored(Expr.converted(x, other), space));
    }
    TensorSpec spec = new TensorSpec(space, dtype);
    return Kernel.of(space, List.of(spec, spec), outputs);
  }

  private static Kernel softmax() {
    Shape space = Shape.of(50, 1000);
    Expr x = new Expr.Input(0, DType.FLOAT32);
    Expr raised = x.sub(new Expr.Reduced(0, DType.FLOAT32)).apply(UnaryFunction.EXP);
    return Kernel.of(
        space,
        List.of(new TensorSpec(space, DType.FLOAT32)),
        List.of(
            Output.reduced(x, Reducer.MAX, List.of(1)),
            Output.reduced(raised, Reducer.SUM, List.of(1)),
            Output.stored(raised.div(new Expr.Reduced(1, DType.FLOAT32)), space)));
  }

  /** Returns a kernel that stores some of its values only. */
  private static Kernel padded() {
    Shape space = Shape.of(50, 100);
    Bound inside = new Bound(-2, List.of(0L, 1L), 90);
    IndexMap map = new IndexMap(-2, List.of(90L, 1L), List.of(inside), 0);
    Expr twice = new Expr.Input(0, DType.FLOAT32).mul(2);
    return new Kernel(
        space,
        List.of(Load.of(DType.FLOAT32, space, space)),
        List.of(new Output(twice, new Store.Map(map))));
  }

  private static Kernel scanned(DType dtype, Reducer reduction) {
    Shape space = Shape.of(50, 1000);
    Store scan = new Store.Scan(reduction, 1, false);
    return Kernel.of(
        space,
        List.of(new TensorSpec(space, dtype)),
        List.of(new Output(new Expr.Input(0, dtype), scan)));
  }
}
