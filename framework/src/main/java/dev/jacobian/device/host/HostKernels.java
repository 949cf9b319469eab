package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reduction;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.Store;
import dev.jacobian.kernel.java.KernelBody;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes kernels of expressions and reductions. Single calls are kernels too, made for one run from
 * their expression, so that there is one way to compute; only {@link HostGate} has loops of its
 * own.
 */
final class HostKernels {
  private static final double[] NO_PARAMETERS = {};
  private static final Operand[] NO_INPUTS = {};

  /** Positions of a row that may be walked several times before the next one. */
  private static final long LONGEST_ROW = 64 * 1024;

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
      fill(output, neutral(reduction));
      return;
    }
    Expr value = Expr.converted(new Expr.Input(0, input.dtype()), output.dtype());
    Evaluator evaluator = InterpreterBuilder.build(1, value);
    Source[] sources = {Source.of(space, input.dtype(), space)};
    NativePlanner planner =
        engine.natives(
            space, () -> NativeCalls.loads(new Operand[] {input}, space), List.of(value));
    List<BlockPass> passes =
        new KernelPlanner(engine, space, sources, evaluator, planner)
            .plan(List.of(Output.reduced(value, reduction, boxed(axes))));
    new HostKernel(passes).run(new Operand[] {input}, NO_PARAMETERS, new Operand[] {output});
  }

  /**
   * Makes a kernel ready to run.
   *
   * @param bodies gives a stage's expressions as compiled code, or null to interpret them
   */
  PreparedKernel prepare(Kernel kernel, Function<Kernel, @Nullable KernelBody> bodies) {
    if (kernel.space().size() == 0) {
      return (inputs, parameters, outputs) -> fillNeutral(kernel, outputs);
    }
    List<Stage> stages = Stage.of(kernel);
    if (stages.size() == 1) {
      return new HostKernel(steps(kernel, bodies, null));
    }
    Walk.Rows rows = rows(kernel);
    List<StageSteps> steps = new ArrayList<>();
    for (Stage stage : stages) {
      steps.add(new StageSteps(stage, steps(stage.kernel(), bodies, rows)));
    }
    boolean isRowByRow = rows != null && steps.stream().allMatch(StageSteps::finishesParts);
    return new HostKernel(isRowByRow ? List.of(new StageSteps.RowByRow(engine, steps)) : steps);
  }

  /**
   * Returns the rows that a kernel goes through, if what it reduces are whole rows that are not too
   * long to stay in the cache; else null.
   */
  private static Walk.@Nullable Rows rows(Kernel kernel) {
    Grouping.Step row = null;
    for (Output output : kernel.outputs()) {
      if (output.store() instanceof Store.Reduce reduce) {
        List<Grouping.Step> steps = Grouping.of(kernel.space(), reduce.axes()).steps();
        boolean isRow = steps.size() == 1 && steps.get(0).inner() == 1;
        if (!isRow || (row != null && !row.equals(steps.get(0)))) {
          return null;
        }
        row = steps.get(0);
      } else if (!(output.store() instanceof Store.Map)) {
        return null;
      }
    }
    return row == null || row.middle() > LONGEST_ROW
        ? null
        : new Walk.Rows(row.outer(), row.middle());
  }

  /** Returns what a kernel that reads no reduction of its own does. */
  private List<HostStep> steps(
      Kernel kernel, Function<Kernel, @Nullable KernelBody> bodies, Walk.@Nullable Rows rows) {
    List<Integer> walked = new ArrayList<>();
    List<WholeStep> wholes = new ArrayList<>();
    for (int i = 0; i < kernel.outputs().size(); i++) {
      WholeStep whole = WholeStep.of(engine, kernel, i);
      if (whole != null) {
        wholes.add(whole);
      }
      if (whole == null || whole.needsWalk()) {
        walked.add(i);
      }
    }
    List<HostStep> steps = new ArrayList<>();
    if (!walked.isEmpty()) {
      steps.addAll(walks(kernel, bodies, walked, rows));
    }
    return wholes.isEmpty() ? steps : List.of(new WholeStep.After(steps, wholes));
  }

  private List<BlockPass> walks(
      Kernel kernel,
      Function<Kernel, @Nullable KernelBody> bodies,
      List<Integer> walked,
      Walk.@Nullable Rows rows) {
    List<Load> loads = kernel.loads();
    List<Expr> values = kernel.outputs().stream().map(Output::value).toList();
    KernelBody body = bodies.apply(kernel);
    Evaluator evaluator =
        body == null
            ? InterpreterBuilder.build(loads.size(), values.toArray(new Expr[0]))
            : new CompiledBody(body, loads.size(), values);
    Source[] sources = new Source[loads.size()];
    boolean[] isIndex = new boolean[sources.length];
    for (int i = sources.length - 1; i >= 0; i--) {
      Load load = loads.get(i);
      boolean isRead = isIndex[i] || evaluator.reads(i);
      sources[i] = isRead ? Source.of(loads, i, kernel.space()) : Source.unread(load.dtype());
      if (isRead && load.gather() != null) {
        isIndex[load.gather().load()] = true;
      }
    }
    boolean isNative = loads.stream().allMatch(load -> load.gather() == null);
    NativePlanner planner = isNative ? engine.natives(kernel.space(), kernel::loads, values) : null;
    return new KernelPlanner(engine, kernel.space(), sources, evaluator, planner)
        .plan(kernel.outputs(), walked, rows);
  }

  /** Sets outputs that no position has a value for. */
  private void fillNeutral(Kernel kernel, Operand[] outputs) {
    for (int i = 0; i < outputs.length; i++) {
      if (kernel.outputs().get(i).store() instanceof Store.Reduce reduce) {
        fill(outputs[i], neutral(reduce.reduction()));
      }
    }
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

  /** Returns the result over no element, of a sum or a product: others have been refused. */
  private static double neutral(Reduction reduction) {
    return reduction == Reduction.PRODUCT ? 1 : 0;
  }
}
