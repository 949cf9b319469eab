package dev.jacobian.autograd;

import dev.jacobian.graph.TopologicalOrder;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tape backwards. Nodes are visited from the results to the leaves, each once, when its
 * gradient is complete; contributions are added in the order of the tape, so sums are reproducible.
 */
final class ReverseWalk {
  private final OpBuilder builder;
  private final boolean retainGraph;
  private final boolean detectAnomaly;
  private final BiFunction<GradNode, Value, Value> hooks;
  private final IdentityHashMap<GradNode, Value> gradients = new IdentityHashMap<>();
  private final IdentityHashMap<GradNode, SliceGradients> ofSlices = new IdentityHashMap<>(0);

  /** Whose gradients are being computed. */
  private @Nullable OpNode current;

  /**
   * Makes a walk.
   *
   * @param hooks gives what becomes of the complete gradient of a node before anything reads it
   */
  ReverseWalk(
      OpBuilder builder,
      boolean retainGraph,
      boolean detectAnomaly,
      BiFunction<GradNode, Value, Value> hooks) {
    this.builder = builder;
    this.retainGraph = retainGraph;
    this.detectAnomaly = detectAnomaly;
    this.hooks = hooks;
  }

  /** Receives the complete gradient of a node. */
  interface Receiver {
    void receive(GradNode node, Value gradient);
  }

  /**
   * Runs from the roots.
   *
   * @param seeds the gradients of the roots
   * @param wanted the nodes whose gradients are asked for, or null for every leaf; what leads to
   *     none is left out
   */
  void run(
      List<GradNode> roots, List<Value> seeds, @Nullable Set<GradNode> wanted, Receiver receiver) {
    for (int i = 0; i < roots.size(); i++) {
      contribute(roots.get(i), seeds.get(i));
    }
    List<GradNode> order = TopologicalOrder.of(roots);
    @Nullable Set<GradNode> needed = wanted == null ? null : leadingTo(wanted, order);
    for (int i = order.size() - 1; i >= 0; i--) {
      GradNode node = order.get(i);
      SliceGradients slices = ofSlices.remove(node);
      if (slices != null) {
        contribute(node, slices.sum(builder));
      }
      Value complete = gradients.remove(node);
      if (complete == null) {
        continue;
      }
      Value gradient = hooks.apply(node, complete);
      receiver.receive(node, gradient);
      if (node instanceof OpNode opNode) {
        propagate(opNode, gradient, needed);
      }
    }
  }

  private static Set<GradNode> leadingTo(Set<GradNode> wanted, List<GradNode> order) {
    Set<GradNode> leading = Collections.newSetFromMap(new IdentityHashMap<>());
    for (GradNode node : order) {
      if (wanted.contains(node) || node.inputs().stream().anyMatch(leading::contains)) {
        leading.add(node);
      }
    }
    return leading;
  }

  private void propagate(OpNode node, Value gradient, @Nullable Set<GradNode> needed) {
    current = node;
    boolean ran = false;
    IntFunction<Value> parts = node.gradients(builder, gradient);
    for (int i = 0; i < node.inputCount(); i++) {
      GradNode input = node.input(i);
      if (input == null || (needed != null && !needed.contains(input))) {
        continue;
      }
      ran = true;
      if (!detectAnomaly && SliceGradients.take(node)) {
        ofSlices.computeIfAbsent(input, ignored -> new SliceGradients()).add(node, gradient);
        continue;
      }
      Value part = parts.apply(i);
      if (detectAnomaly && !CallGradients.isGate(node.op())) {
        Anomalies.checkBackward(node, i, gradient, part);
      }
      contribute(input, part);
    }
    if (ran && !retainGraph) {
      node.free();
    }
  }

  /** Returns what is being computed, for messages. */
  @Override
  public String toString() {
    return current == null ? "gradients" : "gradient of " + current.op().name();
  }

  private void contribute(GradNode node, Value gradient) {
    Value before = gradients.get(node);
    Value sum = before == null ? gradient : builder.add(before, gradient);
    if (detectAnomaly && before != null) {
      Anomalies.checkSum(node, before, gradient, sum);
    }
    gradients.put(node, sum);
  }
}
