package dev.jacobian.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Orders nodes so that each one comes after everything it was made from. */
public final class TopologicalOrder {
  private TopologicalOrder() {}

  /**
   * Returns the nodes that the roots were made from, and the roots, each once and after its inputs.
   * The order depends on the graph alone. Uses a stack of its own, so the depth of a graph is not
   * limited by the thread's.
   */
  public static <V extends Vertex<V>> List<V> of(Collection<? extends V> roots) {
    List<V> ordered = new ArrayList<>();
    Set<V> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<Visit<V>> stack = new ArrayDeque<>();
    for (V root : roots) {
      if (seen.add(root)) {
        stack.push(new Visit<>(root));
      }
      while (!stack.isEmpty()) {
        Visit<V> visit = stack.element();
        if (visit.next == visit.inputs.size()) {
          ordered.add(visit.vertex);
          stack.pop();
          continue;
        }
        V input = visit.inputs.get(visit.next++);
        if (input != null && seen.add(input)) {
          stack.push(new Visit<>(input));
        }
      }
    }
    return ordered;
  }

  /** A node whose inputs are being visited. */
  private static final class Visit<V extends Vertex<V>> {
    private final V vertex;
    private final List<V> inputs;
    private int next;

    Visit(V vertex) {
      this.vertex = vertex;
      this.inputs = vertex.inputs();
    }
  }
}
