package dev.jacobian.device;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.op.ScatterAddElements;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.List;

/** Kernels of one output, made ready and run once. */
public final class SingleKernels {
  private SingleKernels() {}

  private static void run(Backend backend, Kernel kernel, Operand output, Operand... inputs) {
    backend.prepare(kernel).run(inputs, new double[0], new Operand[] {output});
  }

  private static List<TensorSpec> specs(Operand... operands) {
    return Arrays.stream(operands).map(Operand::spec).toList();
  }

  /** Computes an expression for each position of the output. */
  public static void elementwise(
      Backend backend, Expr expression, Operand[] inputs, Operand output) {
    Output stored = Output.stored(expression, output.shape());
    run(backend, Kernel.of(output.shape(), specs(inputs), List.of(stored)), output, inputs);
  }

  /** Reduces some axes, in the type of the output. */
  public static void reduce(
      Backend backend, Reducer reduction, Operand input, int[] axes, Operand output) {
    Expr value = Expr.converted(new Expr.Input(0, input.dtype()), output.dtype());
    Output reduced = Output.reduced(value, reduction, Arrays.stream(axes).boxed().toList());
    run(backend, Kernel.of(input.shape(), specs(input), List.of(reduced)), output, input);
  }

  /** Finds the first largest element along an axis. */
  public static void argmax(Backend backend, Operand input, int axis, Operand output) {
    Output found = new Output(new Expr.Input(0, input.dtype()), new Store.ArgMax(axis));
    run(backend, Kernel.of(input.shape(), specs(input), List.of(found)), output, input);
  }

  /** Picks entries along an axis. */
  public static void indexSelect(
      Backend backend, Operand input, int axis, Operand indices, Operand output) {
    Shape space = output.shape();
    long size = input.shape().dim(axis);
    Load picked =
        new Load(
            input.dtype(), IndexMap.entry(space, axis, size), Gather.entries(0, space, axis, size));
    Output stored = Output.stored(new Expr.Input(1, input.dtype()), space);
    Kernel kernel = new Kernel(space, List.of(Load.along(space, axis), picked), List.of(stored));
    run(backend, kernel, output, indices, input);
  }

  /** Adds entries to those of the output along an axis. */
  public static void indexAdd(
      Backend backend, Operand input, int axis, Operand indices, Operand output) {
    Shape space = input.shape();
    long size = output.shape().dim(axis);
    Load x = Load.of(input.dtype(), space, space);
    Output added =
        new Output(
            new Expr.Input(0, input.dtype()),
            new Store.ScatterAdd(
                IndexMap.entry(space, axis, size), Gather.entries(1, space, axis, size)));
    Kernel kernel = new Kernel(space, List.of(x, Load.along(space, axis)), List.of(added));
    run(backend, kernel, output, input, indices);
  }

  /** Adds each element to one of the output's along an axis. */
  public static void scatterAdd(
      Backend backend, Operand input, int axis, Operand indices, Operand output) {
    Kernel kernel =
        new ScatterAddElements(axis, output.shape())
            .kernel(List.of(input.spec(), indices.spec()), output.spec());
    run(backend, kernel, output, input, indices);
  }

  /** Sets every element. */
  public static void fill(Backend backend, Operand output, double value) {
    run(backend, Kernel.filled(output.spec(), value), output);
  }
}
