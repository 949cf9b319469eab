package dev.jacobian.autograd;

import dev.jacobian.graph.Vertex;
import java.util.List;

/** A node of the tape: a leaf that collects its gradient, or the record of an op. */
public abstract sealed class GradNode implements Vertex<GradNode> permits LeafNode, OpNode {
  /** Returns what is called with the gradient of this node before anything else reads it. */
  abstract List<GradientHook> hooks();

  /** Adds what is called with the gradient of this node. */
  abstract RemovableHandle addHook(GradientHook hook);

  /** Returns what this node is, for messages. */
  public abstract String label();

  @Override
  public final String toString() {
    return label();
  }
}
