package dev.jacobian.models.onnx;

import dev.jacobian.graph.Node;
import java.util.List;

/**
 * How a node of a captured graph is written with ONNX's operators.
 *
 * @param inputs the nodes that are read, which may lie several ops away
 * @param broadcasts whether a number among the inputs stands for a tensor of it
 * @param operators adds the operators
 */
record Form(List<Node> inputs, boolean broadcasts, Operators operators) {
  Form {
    inputs = List.copyOf(inputs);
  }

  /** Adds the operators of a node to a graph. */
  @FunctionalInterface
  interface Operators {
    /**
     * Adds them.
     *
     * @param node what is computed
     * @param inputs names of the values that are read
     * @return the name of the result
     */
    String add(GraphTranslator to, Node node, List<String> inputs);
  }

  /** Returns the form of a node that reads its own inputs. */
  static Form of(Node node, boolean broadcasts, Operators operators) {
    return new Form(node.operands(), broadcasts, operators);
  }
}
