package dev.jacobian.graph;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Prints a graph, and gives its nodes the names that whatever else is printed of it uses. */
public final class GraphPrinter {
  private final Graph graph;
  private final IdentityHashMap<Node, String> names = new IdentityHashMap<>();

  /** Names the nodes of a graph {@code %0}, {@code %1} and so on, in their order. */
  public GraphPrinter(Graph graph) {
    this.graph = graph;
    graph.nodes().forEach(node -> names.put(node, "%" + names.size()));
  }

  /** Returns lines such as {@code %3 = matmul(%1, %2) -> float32[64, 10]}. */
  public String print() {
    StringBuilder text = new StringBuilder();
    for (Node node : graph.nodes()) {
      text.append(name(node)).append(" = ").append(node.source().label());
      String operands = names(node.operands());
      String settings = node.settings();
      if (!operands.isEmpty() || !settings.isEmpty()) {
        text.append('(').append(operands);
        text.append(operands.isEmpty() || settings.isEmpty() ? "" : ", ");
        text.append(settings).append(')');
      }
      text.append(" -> ").append(node.spec()).append('\n');
    }
    for (Graph.Check check : graph.checks()) {
      line(text, "check " + name(check.value()));
    }
    for (Graph.Write write : graph.writes()) {
      line(text, "write " + name(write.value()) + " to " + write.target().source().label());
    }
    for (Graph.Gradient gradient : graph.gradients()) {
      Node value = gradient.value();
      String what = value == null ? "clear" : "leave " + name(value) + " as";
      line(text, what + " the gradient of " + gradient.leaf().label());
    }
    if (!graph.outputs().isEmpty()) {
      line(text, "return " + names(graph.outputs()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }

  /** Returns the names of nodes, in one line. */
  public String names(List<Node> nodes) {
    return nodes.stream().map(this::name).collect(Collectors.joining(", "));
  }

  /** Returns the name of a node; of one that is not computed what it is. */
  public String name(Node node) {
    return names.getOrDefault(node, node.source().label());
  }
}
