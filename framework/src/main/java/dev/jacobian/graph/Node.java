package dev.jacobian.graph;

import dev.jacobian.device.Device;
import dev.jacobian.op.Op;
import dev.jacobian.op.Reshape;
import dev.jacobian.op.Value;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a {@link Graph}, immutable: what it is made of, its shape and type, and where it is
 * computed. Two nodes are the same only if they are one object.
 */
public final class Node implements Vertex<Node>, Value {
  private final int id;
  private final Source source;
  private final List<Node> inputs;
  private final TensorSpec spec;
  private final @Nullable Device device;

  /**
   * Makes a node.
   *
   * @param id its place in the order of the capture, which is an order of execution
   * @param source what it is made of
   * @param inputs what its op reads, in the op's order
   * @param device where its values lie; null for what takes no memory
   */
  public Node(int id, Source source, List<Node> inputs, TensorSpec spec, @Nullable Device device) {
    this.id = id;
    this.source = source;
    this.inputs = List.copyOf(inputs);
    this.spec = spec;
    this.device = device;
  }

  /** Returns the place in the order of the capture, which is an order of execution. */
  public int id() {
    return id;
  }

  /** Returns what the node is made of. */
  public Source source() {
    return source;
  }

  @Override
  public List<@Nullable Node> inputs() {
    return List.copyOf(inputs);
  }

  /** Returns an input; all are there. */
  public Node input(int index) {
    return inputs.get(index);
  }

  /** Returns the inputs; all are there. */
  public List<Node> operands() {
    return inputs;
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }

  /**
   * Returns where the values lie.
   *
   * @throws IllegalStateException if they take no memory
   */
  public Device device() {
    if (device == null) {
      throw new IllegalStateException(this + " lies in no memory");
    }
    return device;
  }

  /** Returns where the values lie, or null if they take no memory. */
  public @Nullable Device deviceOrNull() {
    return device;
  }

  /** Returns the op that makes this node, or null if it is given. */
  public @Nullable Op op() {
    return source instanceof Source.Applied applied ? applied.op() : null;
  }

  /** Returns whether a kernel makes this node, as opposed to its being given or a view. */
  public boolean isComputed() {
    return source instanceof Source.Drawn || (op() != null && !isView());
  }

  /**
   * Returns the positions over which the node is an expression of its inputs' elements, or null if
   * it is none.
   */
  public @Nullable Shape space() {
    Op op = op();
    return op == null ? null : op.space(inputs.stream().map(Node::spec).toList(), spec);
  }

  /** Returns whether this is another node's values under another shape. */
  public boolean isView() {
    return op() instanceof Reshape;
  }

  /** Returns the node whose memory holds these values. */
  public Node root() {
    Node node = this;
    while (node.isView()) {
      node = node.inputs.get(0);
    }
    return node;
  }

  /** Returns the one number that all elements are, or null if they are not known to be equal. */
  public @Nullable Double constant() {
    return source instanceof Source.Constant constant ? constant.value() : null;
  }

  /** Returns whether this is a scalar that takes no memory: a constant or a run's number. */
  public boolean isScalarNumber() {
    return source instanceof Source.RunNumber || (constant() != null && shape().rank() == 0);
  }

  /** Returns the parameters of the op, for printing; empty if there are none. */
  String settings() {
    Op op = op();
    return op == null ? "" : op.settings();
  }

  /** Returns what it is with shape and type, such as {@code relu -> float32[64, 10]}. */
  @Override
  public String toString() {
    String settings = settings();
    return source.label() + (settings.isEmpty() ? "" : " " + settings) + " -> " + spec;
  }
}
