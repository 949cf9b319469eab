package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.Store;
import dev.jacobian.kernel.java.KernelBody;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes kernels ready: how inputs are read, in which order positions are walked, where values go.
 */
public final class HostKernels {
  private static final double[] NO_PARAMETERS = {};
  private static final Operand[] NO_INPUTS = {};

  /** Positions of a row that may be walked several times before the next one. */
  private static final long LONGEST_ROW = 64 * 1024;

  private final HostEngine engine;

  public HostKernels(HostEngine engine) {
    this.engine = engine;
  }

  /**
   * Makes a kernel ready to run.
   *
   * @param bodies gives a stage's expressions as compiled code
   */
  public PreparedKernel prepare(Kernel kernel, Function<Kernel, KernelBody> bodies) {
    if (kernel.space().size() == 0) {
      return neutral(kernel, bodies);
    }
    List<Stage> stages = Stage.of(kernel);
    if (stages.size() == 1) {
      return new HostKernel(steps(kernel, bodies, null));
    }
    Set<Integer> endings = Stage.endings(kernel);
    Walk.Rows rows = rows(kernel, endings);
    List<StageSteps> steps = new ArrayList<>();
    List<StageSteps> last = new ArrayList<>();
    for (Stage stage : stages) {
      boolean isEnding = endings.containsAll(stage.outputs());
      (isEnding ? last : steps)
          .add(new StageSteps(stage, steps(stage.kernel(), bodies, isEnding ? null : rows)));
    }
    boolean isRowByRow = rows != null && steps.stream().allMatch(StageSteps::isOnePass);
    List<HostStep> all = new ArrayList<>();
    if (isRowByRow) {
      all.add(new StageSteps.RowByRow(engine, steps));
    } else {
      all.addAll(steps);
    }
    all.addAll(last);
    return new HostKernel(all);
  }

  /**
   * Returns the rows that a kernel goes through, if what it reads of its reductions before it ends
   * are those of whole rows that are not too long to stay in the cache; else null.
   */
  private static Walk.@Nullable Rows rows(Kernel kernel, Set<Integer> endings) {
    Set<Integer> read = kernel.readReductions(endings);
    Grouping.Step row = null;
    boolean isCarried = false;
    for (int i = 0; i < kernel.outputs().size(); i++) {
      if (endings.contains(i)) {
        continue;
      }
      Output output = kernel.outputs().get(i);
      if (output.store() instanceof Store.Reduce reduce) {
        List<Grouping.Step> steps = Grouping.of(kernel.space(), reduce.axes()).steps();
        if (!read.contains(i) && (steps.isEmpty() || !steps.get(0).equals(row))) {
          isCarried = true;
          continue;
        }
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
        : new Walk.Rows(row.outer(), row.middle(), isCarried);
  }

  /** Returns what a kernel that reads no reduction of its own does. */
  private List<HostStep> steps(
      Kernel kernel, Function<Kernel, KernelBody> bodies, Walk.@Nullable Rows rows) {
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
    HostGate gate = rows != null ? null : HostGate.of(engine, kernel, steps);
    if (gate != null) {
      return List.of(gate);
    }
    return wholes.isEmpty() ? steps : List.of(new WholeStep.After(steps, wholes));
  }

  private List<BlockPass> walks(
      Kernel kernel,
      Function<Kernel, KernelBody> bodies,
      List<Integer> walked,
      Walk.@Nullable Rows rows) {
    List<Load> loads = kernel.loads();
    List<Expr> values = kernel.outputs().stream().map(Output::value).toList();
    CompiledBody body = new CompiledBody(kernel, bodies);
    InputReader[] readers = new InputReader[loads.size()];
    boolean[] isIndex = new boolean[readers.length];
    for (int i = readers.length - 1; i >= 0; i--) {
      Load load = loads.get(i);
      boolean isRead = isIndex[i] || body.reads(i);
      readers[i] =
          isRead ? InputReader.of(loads, i, kernel.space()) : InputReader.unread(load.dtype());
      if (isRead && load.gather() != null) {
        isIndex[load.gather().load()] = true;
      }
    }
    NativePlanner planner = engine.natives(kernel.space(), loads, values);
    return new KernelPlanner(engine, kernel.space(), readers, body, planner)
        .plan(kernel.outputs(), walked, rows);
  }

  /**
   * Returns what a kernel over no position does: reductions are those of nothing, which only sums
   * and products have; others have been refused.
   */
  private PreparedKernel neutral(Kernel kernel, Function<Kernel, KernelBody> bodies) {
    @Nullable PreparedKernel[] fills = new PreparedKernel[kernel.outputs().size()];
    for (int i = 0; i < fills.length; i++) {
      if (kernel.outputs().get(i).store() instanceof Store.Reduce reduce) {
        TensorSpec output = kernel.outputSpec(i);
        if (output.shape().size() > 0) {
          fills[i] = prepare(Kernel.filled(output, reduce.reduction().neutral()), bodies);
        }
      }
    }
    return (inputs, parameters, outputs) -> {
      for (int i = 0; i < fills.length; i++) {
        PreparedKernel fill = fills[i];
        if (fill != null) {
          fill.runHeld(NO_INPUTS, NO_PARAMETERS, new Operand[] {outputs[i]});
        }
      }
    };
  }
}
