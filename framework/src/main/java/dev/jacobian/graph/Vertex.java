package dev.jacobian.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a directed acyclic graph whose edges point from a result to what it was made from.
 *
 * @param <V> the type of the graph's nodes
 */
public interface Vertex<V extends Vertex<V>> {
  /**
   * Returns what this node was made from, in order; null where an operand has no node in the graph.
   */
  List<@Nullable V> inputs();
}
