package dev.jacobian.fusion;

import dev.jacobian.graph.Node;
import dev.jacobian.op.ViewOp;
import dev.jacobian.shape.Layout;

/**
 * A value that lies in memory, and where in it the elements are of a node that is a view of it.
 *
 * @param node whose root's memory it is
 * @param layout counted from the memory's first element
 */
public record Placed(Node node, Layout layout) {
  public static Placed of(Node node) {
    if (node.op() instanceof ViewOp view) {
      Placed below = of(node.input(0));
      Layout layout = view.layout(below.layout);
      // What has another shape only is the node below to all that reads memory.
      if (layout != null && !(node.isView() && below.layout.isPacked())) {
        return new Placed(below.node, layout);
      }
    }
    return new Placed(node, Layout.packed(node.shape()));
  }
}
