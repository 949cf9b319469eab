package dev.jacobian.graph;

import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/** Does the ops of a graph again, on other values. */
public final class Replay {
  private Replay() {}

  /**
   * Returns the outputs of a graph that was made by {@link GraphBuilder}.
   *
   * @param arguments gives the values of those that are read
   */
  public static List<Value> run(Graph graph, OpBuilder builder, IntFunction<Value> arguments) {
    IdentityHashMap<Node, Value> values = new IdentityHashMap<>();
    for (Node node : graph.nodes()) {
      values.put(node, value(node, builder, arguments, values));
    }
    return graph.outputs().stream().map(node -> Objects.requireNonNull(values.get(node))).toList();
  }

  private static Value value(
      Node node,
      OpBuilder builder,
      IntFunction<Value> arguments,
      IdentityHashMap<Node, Value> values) {
    if (node.source() instanceof Source.Argument argument) {
      return arguments.apply(argument.index());
    }
    if (node.source() instanceof Source.Constant constant) {
      return new Scalar(constant.value(), node.dtype());
    }
    Op op = Objects.requireNonNull(node.op());
    Value[] inputs =
        node.operands().stream()
            .map(input -> Objects.requireNonNull(values.get(input)))
            .toArray(Value[]::new);
    return builder.apply(op, inputs);
  }
}
