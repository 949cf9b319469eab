package dev.jacobian.models.onnx;

import dev.jacobian.compile.CapturedGraph;
import dev.jacobian.compile.Compiled;
import dev.jacobian.device.Device;
import dev.jacobian.graph.Node;
import dev.jacobian.graph.Simplify;
import dev.jacobian.graph.Source;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function of the framework's as a graph, which is looked for in others: where one computes the
 * same, it is that function of the nodes that stand in the places of the arguments.
 */
final class Template {
  private final Node result;
  private final int arguments;
  private final double open;

  private Template(Node result, int arguments, double open) {
    this.result = result;
    this.arguments = arguments;
    this.open = open;
  }

  /**
   * What was found.
   *
   * @param arguments the nodes that the function is of
   * @param number the constant that is not fixed by the function; NaN if there was none
   */
  record Match(List<Node> arguments, double number) {}

  /**
   * Makes a template.
   *
   * @param open a constant in the function that stands for any number
   * @param specs of the arguments
   */
  static Template of(Compiled.OneResult function, double open, TensorSpec... specs) {
    Tensor[] examples =
        Arrays.stream(specs)
            .map(spec -> Tensor.full(spec.shape(), 1, spec.dtype(), Device.cpu()))
            .toArray(Tensor[]::new);
    Node result = Simplify.run(CapturedGraph.function(function, examples).graph()).outputs().get(0);
    return new Template(result, specs.length, open);
  }

  /** Returns what the function is of if a node is its result, else null. */
  @Nullable Match match(Node node) {
    Search search = new Search();
    if (!search.isSame(result, node)) {
      return null;
    }
    List<Node> found = new ArrayList<>();
    for (int i = 0; i < arguments; i++) {
      Node argument = search.arguments.get(i);
      if (argument == null) {
        return null;
      }
      found.add(argument);
    }
    return new Match(found, search.number);
  }

  /** One comparison. */
  private final class Search {
    private final IdentityHashMap<Node, Node> pairs = new IdentityHashMap<>();
    private final Map<Integer, Node> arguments = new HashMap<>();
    private double number = Double.NaN;

    boolean isSame(Node wanted, Node node) {
      Node pair = pairs.putIfAbsent(wanted, node);
      if (pair != null) {
        return pair == node;
      }
      if (!wanted.spec().equals(node.spec())) {
        return false;
      }
      if (wanted.source() instanceof Source.Argument argument) {
        arguments.put(argument.index(), node);
        return true;
      }
      Double constant = wanted.constant();
      if (constant != null && constant == open && node.constant() != null) {
        number = node.constant();
        return true;
      }
      if (!wanted.source().equals(node.source())
          || wanted.operands().size() != node.operands().size()) {
        return false;
      }
      for (int i = 0; i < wanted.operands().size(); i++) {
        if (!isSame(wanted.input(i), node.input(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
