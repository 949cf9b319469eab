package dev.jacobian.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts nodes in the place of others. */
public final class Substitution {
  private Substitution() {}

  /**
   * Returns roots that are computed from other nodes.
   *
   * @param replaced nodes, with what stands for each, of the same shape and type
   */
  public static List<Node> run(List<Node> roots, Map<Node, Node> replaced) {
    Map<Node, Node> made = new HashMap<>(replaced);
    for (Node node : TopologicalOrder.of(roots)) {
      if (made.containsKey(node)) {
        continue;
      }
      List<Node> operands = new ArrayList<>(node.operands());
      operands.replaceAll(operand -> made.getOrDefault(operand, operand));
      boolean isSame = operands.equals(node.operands());
      made.put(
          node,
          isSame
              ? node
              : new Node(node.id(), node.source(), operands, node.spec(), node.deviceOrNull()));
    }
    return roots.stream().map(made::get).toList();
  }
}
