package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reduction;
import dev.jacobian.kernel.java.KernelBody;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes kernels of expressions and reductions. Single calls are kernels too, made for one run from
 * their expression, so that there is one way to compute; only {@link HostGate} has loops of its
 * own.
 */
final class HostKernels {
  private static final double[] NO_PARAMETERS = {};
  private static final Operand[] NO_INPUTS = {};

  private final HostEngine engine;
  private final NativeCalls natives;

  HostKernels(HostEngine engine) {
    this.engine = engine;
    this.natives = new NativeCalls(engine);
  }

  /** Computes an expression for each position of the output. */
  void elementwise(Expr expression, Operand[] inputs, Operand output) {
    Shape space = output.shape();
    if (space.size() == 0) {
      return;
    }
    NativePass natively = natives.storing(expression, inputs, space);
    if (natively != null && natively.isReady()) {
      natively.run(inputs, NO_PARAMETERS, new Operand[] {output});
      return;
    }
    HostGate gate = HostGate.of(expression);
    if (gate != null && gate.fits(inputs, output)) {
      gate.run(engine, inputs, output);
      return;
    }
    Evaluator evaluator = InterpreterBuilder.build(inputs.length, expression);
    Source[] sources = new Source[inputs.length];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = source(evaluator, i, inputs[i].shape(), inputs[i].dtype(), space);
    }
    new KernelPlanner(engine, space, sources, evaluator, null)
        .storing()
        .run(inputs, NO_PARAMETERS, new Operand[] {output});
  }

  /** Sets every element; the value is converted to the output's type. */
  void fill(Operand output, double value) {
    double number = output.dtype() == DType.INT32 ? (int) value : value;
    elementwise(new Expr.Constant(number, output.dtype()), NO_INPUTS, output);
  }

  /** Reduces some axes. */
  void reduce(Reduction reduction, Operand input, int[] axes, Operand output) {
    Shape space = input.shape();
    if (space.size() == 0) {
      clearSum(output);
      return;
    }
    Expr value = Expr.converted(new Expr.Input(0, input.dtype()), output.dtype());
    Evaluator evaluator = InterpreterBuilder.build(1, value);
    Source[] sources = {Source.of(space, input.dtype(), space)};
    NativePlanner planner =
        engine.natives(
            space, () -> NativeCalls.loads(new Operand[] {input}, space), List.of(value));
    new KernelPlanner(engine, space, sources, evaluator, planner)
        .plan(List.of(Output.reduced(value, reduction, boxed(axes))))
        .run(new Operand[] {input}, NO_PARAMETERS, new Operand[] {output});
  }

  /** Makes a kernel ready to run. */
  PreparedKernel prepare(Kernel kernel, @Nullable KernelBody body) {
    Shape space = kernel.space();
    if (space.size() == 0) {
      return (inputs, parameters, outputs) -> {
        for (Operand output : outputs) {
          clearSum(output);
        }
      };
    }
    List<Load> inputs = kernel.loads();
    List<Expr> values = kernel.outputs().stream().map(Output::value).toList();
    Evaluator evaluator =
        body == null
            ? InterpreterBuilder.build(inputs.size(), values.toArray(new Expr[0]))
            : new CompiledBody(body, inputs.size(), values);
    Source[] sources = new Source[inputs.size()];
    for (int i = 0; i < sources.length; i++) {
      Load load = inputs.get(i);
      sources[i] =
          evaluator.reads(i)
              ? Source.of(load.map(), load.dtype(), space)
              : Source.unread(load.dtype());
    }
    NativePlanner planner = engine.natives(space, kernel::loads, values);
    return new KernelPlanner(engine, space, sources, evaluator, planner).plan(kernel.outputs());
  }

  private static List<Integer> boxed(int[] axes) {
    List<Integer> list = new ArrayList<>(axes.length);
    for (int axis : axes) {
      list.add(axis);
    }
    return list;
  }

  private static Source source(
      Evaluator evaluator, int input, Shape shape, DType dtype, Shape space) {
    return evaluator.reads(input) ? Source.of(shape, dtype, space) : Source.unread(dtype);
  }

  /** Sets the result of a reduction over no element, which is a sum: others have been refused. */
  private void clearSum(Operand output) {
    fill(output, 0);
  }
}
