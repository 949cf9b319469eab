package dev.jacobian.autograd;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Storage;
import dev.jacobian.graph.TopologicalOrder;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tape backwards. Nodes are visited from the results to the leaves, each once, when its gradient is complete;
 * contributions are added in the order of the tape, so sums are reproducible.
 */
final class ReverseWalk {
  private final OpBuilder builder;
  private final boolean retainGraph;
  private final boolean detectAnomaly;
  private final IdentityHashMap<GradNode, Value> gradients = new IdentityHashMap<>();

  ReverseWalk(OpBuilder builder, boolean retainGraph, boolean detectAnomaly) {
    this.builder = builder;
    this.retainGraph = retainGraph;
    this.detectAnomaly = detectAnomaly;
  }

  /** Receives the complete gradient of a node. */
  interface Receiver {
    void receive(GradNode node, Value gradient);
  }

  void run(List<GradNode> roots, List<Value> seeds, Receiver receiver) {
    for (int i = 0; i < roots.size(); i++) {
      contribute(roots.get(i), seeds.get(i));
    }
    List<GradNode> order = TopologicalOrder.of(roots);
    for (int i = order.size() - 1; i >= 0; i--) {
      GradNode node = order.get(i);
      Value gradient = gradients.remove(node);
      if (gradient == null) {
        continue;
      }
      receiver.receive(node, gradient);
      if (node instanceof OpNode opNode) {
        propagate(opNode, gradient);
      }
    }
  }

  private void propagate(OpNode node, Value gradient) {
    List<@Nullable GradNode> inputs = node.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      GradNode input = inputs.get(i);
      if (input != null) {
        Value part = node.gradientOf(i, builder, gradient);
        if (detectAnomaly) {
          Anomalies.checkBackward(node, i, part);
        }
        contribute(input, part);
      }
    }
    if (!retainGraph) {
      node.free();
    }
  }

  private void contribute(GradNode node, Value gradient) {
    Value sum = gradients.get(node);
    gradients.put(node, sum == null ? gradient : builder.add(sum, gradient));
  }

  /**
   * Adds a gradient to what a variable has collected, as PyTorch does. The result never shares its storage with another
   * gradient, and lives as long as the variable.
   *
   * @param scope the scope that this walk's own results belong to, or null if they are part of a new graph
   */
  static void accumulate(Variable variable, Value gradient, OpBuilder builder, @Nullable MemoryScope scope) {
    Variable collected = variable.grad();
    Variable total = (Variable) (collected == null ? gradient : builder.add(collected, gradient));
    if (scope != null) {
      if (total.storage().owner() != scope) {
        total = (Variable) builder.mul(total, 1);
      }
      Storage storage = total.storage();
      storage.moveTo(variable.storage().owner());
    }
    variable.setGrad(total);
  }
}
