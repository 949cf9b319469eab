package dev.jacobian.compile;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.Op;
import dev.jacobian.op.Permute;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A graph whose results lie in memory in the order in which they are computed: what is computed
 * element by element from tensors with their axes in another order has its axes in that order too,
 * so that nothing is read or written across memory. As in PyTorch, where such a result has the
 * strides of what it is computed from.
 *
 * @param graph gives each result with its axes in the order of memory
 * @param layouts where the elements of each result lie
 */
record TurnedResults(Graph graph, List<Layout> layouts) {

  static TurnedResults of(Graph graph) {
    IdentityHashMap<Node, Integer> uses = new IdentityHashMap<>();
    for (Node node : graph.nodes()) {
      node.operands().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    graph.roots().forEach(root -> uses.merge(root, 1, Integer::sum));
    List<Node> outputs = new ArrayList<>();
    List<Layout> layouts = new ArrayList<>();
    for (Node output : graph.outputs()) {
      Node turned = output;
      Layout layout = Layout.packed(output.shape());
      Permute order = output.op() instanceof Permute own ? own : new Cone(uses).order(output);
      if (order != null) {
        turned = turned(output, order, new IdentityHashMap<>());
        layout = order.layout(Layout.packed(turned.shape()));
      }
      outputs.add(turned);
      layouts.add(layout);
    }
    return new TurnedResults(
        new Graph(graph.inputs(), outputs, graph.writes(), graph.gradients(), graph.checks()),
        layouts);
  }

  /** Returns what gives a node if its axes are put in an order. */
  private static Node turned(Node node, Permute order, IdentityHashMap<Node, Node> known) {
    if (node.op() instanceof Permute) {
      return node.input(0);
    }
    if (isSingle(node)) {
      return node;
    }
    Node made = known.get(node);
    if (made == null) {
      List<Node> inputs =
          node.operands().stream().map(input -> turned(input, order, known)).toList();
      TensorSpec before = new TensorSpec(before(order, node.shape()), node.spec().dtype());
      made = new Node(node.id(), node.source(), inputs, before, node.deviceOrNull());
      known.put(node, made);
    }
    return made;
  }

  /** Returns the shape that has another one if its axes are put in an order. */
  private static Shape before(Permute order, Shape after) {
    long[] dims = new long[after.rank()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[order.permutation().get(axis)] = after.dim(axis);
    }
    return Shape.of(dims);
  }

  private static boolean isSingle(Node node) {
    return node.shape().size() == 1 && node.constant() == null;
  }

  /** What one result is computed from, element by element, and nothing else is. */
  private record Cone(IdentityHashMap<Node, Integer> uses) {

    /** Returns the order of axes that all tensors which a result is computed from have, or null. */
    @Nullable Permute order(Node result) {
      IdentityHashMap<Node, Integer> inside = new IdentityHashMap<>();
      List<Permute> orders = new ArrayList<>();
      inside.put(result, 1);
      if (!isIn(result, result.shape(), inside, orders)
          || orders.stream().distinct().count() != 1) {
        return null;
      }
      boolean isAlone =
          inside.entrySet().stream()
              .allMatch(node -> node.getValue().equals(uses.get(node.getKey())));
      return isAlone ? orders.get(0) : null;
    }

    private boolean isIn(
        Node node, Shape shape, IdentityHashMap<Node, Integer> inside, List<Permute> orders) {
      Op op = node.op();
      if (!(op instanceof ElementwiseOp) || !node.shape().equals(shape)) {
        return false;
      }
      for (Node input : node.operands()) {
        if (input.shape().size() == 1 || input.constant() != null) {
          continue;
        }
        if (input.op() instanceof Permute order) {
          orders.add(order);
        } else if (inside.merge(input, 1, Integer::sum) == 1
            && !isIn(input, shape, inside, orders)) {
          return false;
        }
      }
      return true;
    }
  }
}
