package dev.jacobian.compile;

import dev.jacobian.device.Backend;
import dev.jacobian.graph.Vertex;
import dev.jacobian.op.Op;
import dev.jacobian.op.Reshape;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a captured function, immutable: what it is made of, its shape and type, and the
 * backend that computes it.
 */
final class Node implements Vertex<Node> {
  private final int id;
  private final Source source;
  private final List<Node> inputs;
  private final TensorSpec spec;
  private final @Nullable Backend backend;

  /**
   * Makes a node.
   *
   * @param id its place in the order of the capture, which is an order of execution
   * @param backend where its values lie; null for what takes no memory
   */
  Node(int id, Source source, List<Node> inputs, TensorSpec spec, @Nullable Backend backend) {
    this.id = id;
    this.source = source;
    this.inputs = List.copyOf(inputs);
    this.spec = spec;
    this.backend = backend;
  }

  int id() {
    return id;
  }

  Source source() {
    return source;
  }

  @Override
  public List<@Nullable Node> inputs() {
    return List.copyOf(inputs);
  }

  /** Returns an input; all are there. */
  Node input(int index) {
    return inputs.get(index);
  }

  /** Returns the inputs; all are there. */
  List<Node> operands() {
    return inputs;
  }

  TensorSpec spec() {
    return spec;
  }

  Shape shape() {
    return spec.shape();
  }

  Backend backend() {
    if (backend == null) {
      throw new IllegalStateException(label() + " lies in no memory");
    }
    return backend;
  }

  @Nullable Backend backendOrNull() {
    return backend;
  }

  /** Returns the op that makes this node, or null if it is given. */
  @Nullable Op op() {
    return source instanceof Source.Applied applied ? applied.op() : null;
  }

  /** Returns whether a kernel makes this node, as opposed to its being given or a view. */
  boolean isComputed() {
    return source instanceof Source.Drawn || (op() != null && !isView());
  }

  /** Returns whether this is another node's values under another shape. */
  boolean isView() {
    return op() instanceof Reshape;
  }

  /** Returns the node whose memory holds these values. */
  Node root() {
    Node node = this;
    while (node.isView()) {
      node = node.inputs.get(0);
    }
    return node;
  }

  /** Returns the one number that all elements are, or null if they are not known to be equal. */
  @Nullable Double constant() {
    return source instanceof Source.Constant constant ? constant.value() : null;
  }

  /** Returns whether this is a scalar that takes no memory: a constant or a run's number. */
  boolean isScalarNumber() {
    return source instanceof Source.RunNumber || (constant() != null && shape().rank() == 0);
  }

  @Override
  public String label() {
    return source.label() + " -> " + spec;
  }
}
