package dev.jacobian.graph;

import dev.jacobian.op.Cast;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Gives every result a node of its own: what is returned, written or left as a gradient is computed
 * by a kernel, straight into the place where it belongs. A result that is given from outside, is a
 * constant, or has another place already, gets a copy.
 */
public final class Settle {
  private final Set<Node> placed = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nextId;

  private Settle(int nextId) {
    this.nextId = nextId;
  }

  /** Returns the graph with a computed node of its own for each result. */
  public static Graph run(Graph graph) {
    int nextId = 1 + graph.nodes().stream().mapToInt(Node::id).max().orElse(0);
    Settle pass = new Settle(nextId);
    List<Graph.Write> writes =
        graph.writes().stream()
            .filter(write -> write.value() != write.target())
            .map(write -> new Graph.Write(write.target(), pass.own(write.value(), write.target())))
            .toList();
    List<Graph.Gradient> gradients =
        graph.gradients().stream()
            .map(
                g ->
                    new Graph.Gradient(
                        g.leaf(), g.value() == null ? null : pass.own(g.value(), g.value())))
            .toList();
    List<Node> outputs = graph.outputs().stream().map(node -> pass.own(node, node)).toList();
    List<Graph.Check> checks =
        graph.checks().stream()
            .map(check -> new Graph.Check(pass.inMemory(check.value()), check.id()))
            .toList();
    return new Graph(graph.inputs(), outputs, writes, gradients, checks);
  }

  /** Returns a value that can be read back: a constant is stored. */
  private Node inMemory(Node value) {
    return value.root().constant() == null ? value : copy(value, value);
  }

  private Node own(Node value, Node place) {
    Node root = value.root();
    if (root.isComputed() && placed.add(root)) {
      return value;
    }
    Node copy = copy(value, place);
    placed.add(copy);
    return copy;
  }

  private Node copy(Node value, Node place) {
    return new Node(
        nextId++,
        new Source.Applied(new Cast(value.spec().dtype())),
        List.of(value),
        value.spec(),
        value.deviceOrNull() == null ? place.deviceOrNull() : value.deviceOrNull());
  }
}
