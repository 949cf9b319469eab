package dev.jacobian.compile;

import dev.jacobian.autograd.Variable;
import dev.jacobian.graph.TopologicalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A captured function: what it gives and changes, as nodes of an acyclic graph.
 *
 * @param outputs what the function returns
 * @param writes the tensors that it changes in place
 * @param gradients the leaves whose gradient it replaces
 * @param checks the numbers that are looked at before anything is written
 * @param preamble what is done in Java before
 */
record Graph(
    List<Node> outputs,
    List<Write> writes,
    List<GradientResult> gradients,
    List<Check> checks,
    Preamble preamble) {

  Graph {
    outputs = List.copyOf(outputs);
    writes = List.copyOf(writes);
    gradients = List.copyOf(gradients);
    checks = List.copyOf(checks);
  }

  /**
   * A change in place.
   *
   * @param target an argument or a state
   * @param value its values after the run, of the target's size and type
   */
  record Write(Node target, Node value) {}

  /**
   * A gradient left behind.
   *
   * @param leaf whose gradient
   * @param value the gradient, or null if it is cleared
   */
  record GradientResult(Variable leaf, @Nullable Node value) {}

  /**
   * A number that is looked at.
   *
   * @param value one element
   * @param check throws if it does not like the number
   */
  record Check(Node value, DoubleConsumer check) {}

  /** Returns what has to be computed. */
  List<Node> roots() {
    List<Node> roots = new ArrayList<>(outputs);
    writes.forEach(write -> roots.add(write.value()));
    for (GradientResult gradient : gradients) {
      if (gradient.value() != null) {
        roots.add(gradient.value());
      }
    }
    checks.forEach(check -> roots.add(check.value()));
    return roots;
  }

  /** Returns all nodes that the roots need in the order of the capture, so inputs come first. */
  List<Node> nodes() {
    return TopologicalOrder.of(roots()).stream().sorted(Comparator.comparingInt(Node::id)).toList();
  }

  /** Returns the graph with each root replaced. */
  Graph mapRoots(UnaryOperator<Node> map) {
    return new Graph(
        outputs.stream().map(map).toList(),
        writes.stream().map(w -> new Write(w.target(), map.apply(w.value()))).toList(),
        gradients.stream()
            .map(g -> new GradientResult(g.leaf(), g.value() == null ? null : map.apply(g.value())))
            .toList(),
        checks.stream().map(c -> new Check(map.apply(c.value()), c.check())).toList(),
        preamble);
  }
}
