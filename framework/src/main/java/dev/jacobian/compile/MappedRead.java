package dev.jacobian.compile;

import dev.jacobian.graph.Node;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Load;
import dev.jacobian.op.ViewOp;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;

/**
 * How a kernel reads an input that is a slice, a permutation or another view: through a map of what
 * it is a view of, so that nothing is copied.
 *
 * @param node what lies in memory
 * @param load which of its elements belongs to a position
 */
record MappedRead(Node node, Load load) {

  /** Returns how a kernel over a space reads a node as it lies in memory. */
  static MappedRead plain(Node input, Shape space) {
    return new MappedRead(input, Load.of(input.spec().dtype(), input.shape(), space));
  }

  /** Returns how a kernel over a space reads a node, or what it is a view of. */
  static MappedRead of(Node input, Shape space) {
    Placed placed = Placed.of(input);
    Layout layout = placed.layout.isPacked() ? null : placed.layout.over(space);
    if (layout == null) {
      return plain(input, space).from(placed.layout.isPacked() ? placed.node : input);
    }
    IndexMap map = IndexMap.of(layout.offset(), layout.strides());
    return new MappedRead(placed.node, new Load(input.spec().dtype(), map));
  }

  private MappedRead from(Node memory) {
    return new MappedRead(memory, load);
  }

  /** A value, and where in its memory the elements of a view of it lie. */
  private record Placed(Node node, Layout layout) {
    static Placed of(Node node) {
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
}
