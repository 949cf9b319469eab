package dev.jacobian.autograd;

import dev.jacobian.device.Backend;
import dev.jacobian.fusion.FusedFunction;
import dev.jacobian.graph.GraphBuilder;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.TopologicalOrder;
import dev.jacobian.op.CompositeOp;
import dev.jacobian.op.ReduceOp;
import dev.jacobian.op.Value;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fused kernels of composed functions, which come again with operands of the same shapes
 * and types. Belongs to one thread.
 */
final class FusedCalls {
  /** The most calls that are remembered; beyond it the one that was not used for longest goes. */
  private static final int CAPACITY = 1_000;

  private final Map<Call, Fused> known = new LinkedHashMap<>(16, 0.75f, true);

  private record Call(CompositeOp op, Backend backend, List<TensorSpec> inputs) {}

  /** A composed function for operands of some shapes and types. */
  static final class Fused {
    private final Call call;
    private final Map<List<Integer>, Optional<FusedGradient>> gradients = new HashMap<>();
    private @Nullable FusedFunction forward;
    private boolean reduces;
    private boolean isMade;

    private Fused(Call call) {
      this.call = call;
    }

    /** Returns what computes the result, or null if it is no fused kernels. */
    @Nullable FusedFunction forward() {
      make();
      return forward;
    }

    /** Returns whether elements are combined, for which their order in memory matters. */
    private boolean reduces() {
      make();
      return reduces;
    }

    private void make() {
      if (isMade) {
        return;
      }
      GraphBuilder builder = new GraphBuilder(call.backend.device());
      List<Node> inputs = call.inputs.stream().map(builder::argument).toList();
      Node result = (Node) call.op.decompose(builder, inputs.toArray(new Node[0]));
      forward = FusedFunction.of(inputs, List.of(result), call.backend).orElse(null);
      reduces =
          TopologicalOrder.of(List.of(result)).stream()
              .anyMatch(node -> node.op() instanceof ReduceOp);
      isMade = true;
    }

    /**
     * Returns the gradient with respect to some inputs, or null if it is no fused kernels.
     *
     * @param wanted the numbers of the inputs
     */
    @Nullable FusedGradient gradient(List<Integer> wanted) {
      return gradients
          .computeIfAbsent(wanted, of -> FusedGradient.of(call.op, call.inputs, of, call.backend))
          .orElse(null);
    }
  }

  /**
   * Returns a function for these inputs, or null if it is computed op by op.
   *
   * @param fewest the elements that the largest input has to have
   */
  @Nullable Fused find(CompositeOp op, Value[] inputs, long fewest) {
    long elements = 0;
    for (Value input : inputs) {
      elements = Math.max(elements, input.shape().size());
    }
    Backend backend = elements < fewest ? null : commonBackend(inputs);
    if (backend == null) {
      return null;
    }
    List<TensorSpec> specs = new ArrayList<>(inputs.length);
    for (Value input : inputs) {
      specs.add(input.spec());
    }
    Call call = new Call(op, backend, specs);
    Fused fused = known.get(call);
    if (fused == null) {
      fused = new Fused(call);
      if (known.size() >= CAPACITY) {
        known.remove(known.keySet().iterator().next());
      }
      known.put(call, fused);
    }
    // What is elementwise keeps the order of axes op by op; reductions would be packed one by one.
    return arePacked(inputs) || fused.reduces() ? fused : null;
  }

  private static boolean arePacked(Value[] inputs) {
    for (Value input : inputs) {
      if (!((Variable) input).operand().isPacked()) {
        return false;
      }
    }
    return true;
  }

  /** Returns where all inputs lie, or null if they are not in one place. */
  private static @Nullable Backend commonBackend(Value[] inputs) {
    Backend common = null;
    for (Value input : inputs) {
      if (!(input instanceof Variable variable)) {
        return null;
      }
      Backend backend = variable.storage().backend();
      if (common != null && common != backend) {
        return null;
      }
      common = backend;
    }
    return common;
  }
}
