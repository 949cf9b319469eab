package dev.jacobian.graph;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Prints a graph as one numbered line per node. */
public final class GraphPrinter {
  private GraphPrinter() {}

  /** Returns lines such as {@code %3 = matmul(%1, %2)}; an operand without a node is {@code _}. */
  public static <V extends Vertex<V>> String print(V root) {
    StringBuilder text = new StringBuilder();
    IdentityHashMap<V, Integer> numbers = new IdentityHashMap<>();
    for (V vertex : TopologicalOrder.of(List.of(root))) {
      String operands =
          vertex.inputs().stream()
              .map(input -> input == null ? "_" : "%" + numbers.get(input))
              .collect(Collectors.joining(", "));
      numbers.put(vertex, numbers.size());
      text.append('%').append(numbers.get(vertex)).append(" = ").append(vertex.label());
      if (!vertex.inputs().isEmpty()) {
        text.append('(').append(operands).append(')');
      }
      text.append('\n');
    }
    return text.toString();
  }
}
