package dev.jacobian.device.host.loop;

import dev.jacobian.device.Hold;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes an output of all its values, when these lie in memory: because they are an input's, or
 * else after a walk has put them there.
 *
 * @param output which output
 * @param values the input that holds the values, or -1 if they have to be computed
 * @param scratch what the computed values need if they are not put into the output itself
 * @param task makes the output
 */
record WholeStep(int output, int values, @Nullable TensorSpec scratch, Task task) {
  /** Makes an output. */
  interface Task {
    void run(Operand values, Operand[] inputs, Operand output);
  }

  /** Returns how an output is made of its values, or null if it needs no more than a walk. */
  static @Nullable WholeStep of(HostEngine engine, Kernel kernel, int index) {
    Output output = kernel.outputs().get(index);
    Shape space = kernel.space();
    Store store = output.store();
    if (store instanceof Store.Scan scan) {
      return new WholeStep(
          index,
          -1,
          null,
          (values, inputs, target) -> HostScan.run(engine, scan, target.as(space)));
    }
    int input = wholeInput(kernel, output.value());
    TensorSpec scratch = input < 0 ? new TensorSpec(space, output.value().dtype()) : null;
    if (store instanceof Store.ArgMax search) {
      return new WholeStep(
          index,
          input,
          scratch,
          (values, inputs, target) ->
              HostArgmax.run(engine, values.as(space), search.axis(), target));
    }
    if (store instanceof Store.ScatterAdd scatter) {
      return new WholeStep(
          index,
          input,
          scratch,
          (values, inputs, target) ->
              HostIndexing.add(engine, kernel, scatter, values.as(space), inputs, target));
    }
    return selection(engine, kernel, index);
  }

  /** Returns the copy of whole entries that an output is, or null if it is something else. */
  private static @Nullable WholeStep selection(HostEngine engine, Kernel kernel, int index) {
    Output output = kernel.outputs().get(index);
    Shape space = kernel.space();
    if (!output.isWhole(space) || !(output.value() instanceof Expr.Input input)) {
      return null;
    }
    Load load = kernel.loads().get(input.index());
    Gather gather = load.gather();
    int axis =
        gather == null
            ? -1
            : gather.entryAxis(load.map(), kernel.loads().get(gather.load()), space);
    if (gather == null || axis < 0) {
      return null;
    }
    Shape entries = space.withDim(axis, gather.size());
    return new WholeStep(
        index,
        input.index(),
        null,
        (values, inputs, target) ->
            HostIndexing.select(
                engine, values.as(entries), axis, inputs[gather.load()], target.as(space)));
  }

  /** Returns the input whose elements, in row-major order, a value is; else -1. */
  private static int wholeInput(Kernel kernel, Expr value) {
    return value instanceof Expr.Input input
            && kernel.loads().get(input.index()).isWhole(kernel.space())
        ? input.index()
        : -1;
  }

  /** Returns whether the values have to be computed. */
  boolean needsWalk() {
    return values < 0;
  }

  /**
   * Walks that put values into memory, and what is made of these.
   *
   * @param walks what computes values
   * @param wholes what is made of all values of an output
   */
  record After(List<HostStep> walks, List<WholeStep> wholes) implements HostStep {
    @Override
    public void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
      if (wholes.stream().allMatch(whole -> whole.scratch == null)) {
        run(inputs, parameters, outputs, outputs);
        return;
      }
      try (MemoryScope scope = MemoryScope.open()) {
        Operand[] targets = outputs.clone();
        for (WholeStep whole : wholes) {
          if (whole.scratch != null) {
            targets[whole.output] =
                new Operand(
                    outputs[whole.output].storage().backend().memory().allocate(whole.scratch),
                    whole.scratch.shape());
          }
        }
        Hold.during(() -> run(inputs, parameters, outputs, targets), targets);
      }
    }

    private void run(Operand[] inputs, double[] parameters, Operand[] outputs, Operand[] targets) {
      for (HostStep walk : walks) {
        walk.run(inputs, parameters, targets);
      }
      for (WholeStep whole : wholes) {
        Operand values = whole.values < 0 ? targets[whole.output] : inputs[whole.values];
        whole.task.run(values, inputs, outputs[whole.output]);
      }
    }
  }
}
