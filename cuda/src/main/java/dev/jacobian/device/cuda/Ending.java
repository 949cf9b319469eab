package dev.jacobian.device.cuda;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Stage;
import dev.jacobian.kernel.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * The last stage of a kernel that the launch which finds its reductions computes too: what a thread
 * or a block has reduced is all that it needs of others, and what it may replace nobody else reads.
 *
 * @param stage over one position for each column
 * @param outputs what is computed, as the whole kernel says
 * @param reductions which of the kernel's outputs are read
 * @param axes those that the reductions are along
 */
record Ending(Stage stage, List<Output> outputs, Set<Integer> reductions, List<Integer> axes) {

  /** Returns the stages of a kernel that need no launch of their own. */
  static List<Ending> of(Kernel kernel, List<Stage> stages) {
    Set<Integer> last = Stage.endings(kernel);
    Set<Integer> read = new HashSet<>();
    for (int i = 0; i < kernel.outputs().size(); i++) {
      if (!last.contains(i)) {
        Output output = kernel.outputs().get(i);
        Leaves.inputs(output.value()).forEach(input -> addLoad(kernel, input.index(), read));
        if (output.store() instanceof Store.ScatterAdd scatter) {
          addLoad(kernel, scatter.gather().load(), read);
        }
      }
    }
    List<Ending> endings = new ArrayList<>();
    for (Stage stage : stages) {
      if (last.containsAll(stage.outputs())) {
        Ending ending = of(kernel, stage);
        boolean isFree =
            ending.outputs.stream()
                .flatMap(output -> Leaves.inputs(output.value()).stream())
                .noneMatch(input -> read.contains(input.index()));
        if (isFree && stages.stream().anyMatch(other -> ending.isOf(kernel, other))) {
          endings.add(ending);
        }
      }
    }
    return endings;
  }

  private static Ending of(Kernel kernel, Stage stage) {
    List<Output> outputs = stage.outputs().stream().map(kernel.outputs()::get).toList();
    Store.Reduce store = (Store.Reduce) outputs.get(0).store();
    return new Ending(stage, outputs, Set.copyOf(stage.reduced()), store.axes());
  }

  private static void addLoad(Kernel kernel, int load, Set<Integer> loads) {
    Load added = kernel.loads().get(load);
    if (loads.add(load) && added.gather() != null) {
      addLoad(kernel, added.gather().load(), loads);
    }
  }

  /** Returns whether a stage finds all reductions that are read, along the same axes. */
  private boolean isOf(Kernel kernel, Stage other) {
    return other.outputs().containsAll(reductions)
        && reductions.stream()
            .map(reduction -> kernel.outputs().get(reduction).store())
            .allMatch(store -> store instanceof Store.Reduce found && found.axes().equals(axes));
  }

  /**
   * Returns the values in a launch.
   *
   * @param firstLoad the launch's number of the kernel's first load
   * @param sinkOf gives the launch's sink of an output of the kernel
   */
  List<Expr> values(int firstLoad, IntUnaryOperator sinkOf) {
    Leaves leaves =
        new Leaves(
            leaf -> {
              if (leaf instanceof Expr.Input input) {
                return new Expr.Input(firstLoad + input.index(), input.dtype());
              }
              return leaf instanceof Expr.Reduced reduced
                  ? new Expr.Reduced(sinkOf.applyAsInt(reduced.output()), reduced.dtype())
                  : leaf;
            });
    return outputs.stream().map(output -> leaves.in(output.value())).toList();
  }
}
