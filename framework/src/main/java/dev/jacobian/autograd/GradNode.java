package dev.jacobian.autograd;

import dev.jacobian.graph.Vertex;

/** A node of the tape: a leaf that collects its gradient, or the record of an op. */
public abstract sealed class GradNode implements Vertex<GradNode> permits LeafNode, OpNode {
  /** Returns what this node is, for messages. */
  public abstract String label();

  @Override
  public final String toString() {
    return label();
  }
}
