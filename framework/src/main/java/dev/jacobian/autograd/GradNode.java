package dev.jacobian.autograd;

import dev.jacobian.graph.Vertex;

/** A node of the tape: a leaf that collects its gradient, or the record of an op. */
public abstract sealed class GradNode implements Vertex<GradNode> permits LeafNode, OpNode {
  @Override
  public final String toString() {
    return label();
  }
}
