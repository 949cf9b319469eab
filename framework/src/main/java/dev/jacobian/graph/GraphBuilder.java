package dev.jacobian.graph;

import dev.jacobian.device.Device;
import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Makes the nodes of a graph of the ops that are applied to its values; nothing is computed. */
public final class GraphBuilder implements OpBuilder {
  private final Device device;
  private final List<Node> arguments = new ArrayList<>();
  private int lastId;

  /** Starts a graph whose values lie on one device. */
  public GraphBuilder(Device device) {
    this.device = device;
  }

  /** Returns the next tensor that is passed to the function. */
  public Node argument(TensorSpec spec) {
    Node argument =
        new Node(nextId(), new Source.Argument(arguments.size()), List.of(), spec, device);
    arguments.add(argument);
    return argument;
  }

  /** Returns the graph of a function of all arguments. */
  public Graph graph(List<Node> outputs) {
    return new Graph(arguments, outputs, List.of(), List.of(), List.of());
  }

  @Override
  public Value apply(Op op, Value... inputs) {
    List<Node> operands = new ArrayList<>(inputs.length);
    TensorSpec[] specs = new TensorSpec[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      specs[i] = inputs[i].spec();
      operands.add(node(inputs[i]));
    }
    return new Node(nextId(), new Source.Applied(op), operands, op.infer(specs), device);
  }

  private Node node(Value value) {
    if (value instanceof Scalar scalar) {
      Source source = new Source.Constant(scalar.value());
      return new Node(nextId(), source, List.of(), scalar.spec(), null);
    }
    if (value instanceof Node node) {
      return node;
    }
    throw new AutogradException(
        "a composed function reads a " + value.spec() + " tensor that is none of its inputs",
        "a function of its inputs alone",
        "pass the tensor to it");
  }

  @Override
  public void assign(Value target, Op op, Value... inputs) {
    throw new AutogradException(
        op.change() + " in a composed function",
        "one that changes no tensor",
        "use the op that returns a new tensor");
  }

  /** Returns even numbers, in order; the simplifier puts nodes in between. */
  private int nextId() {
    lastId += 2;
    return lastId;
  }
}
