package dev.jacobian.compile;

import dev.jacobian.graph.Node;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Load;
import dev.jacobian.op.ViewOp;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * How a kernel reads an input that is a slice, a permutation or another view: through a map of what
 * it is a view of, so that nothing is copied.
 *
 * @param node what lies in memory
 * @param load which of its elements belongs to a position
 */
record MappedRead(Node node, Load load) {

  /** The bytes that come from memory together. */
  private static final long LINE = 64;

  /** Returns whether neighbours along the rows of a space lie a line of memory apart or farther. */
  boolean leaps(Shape space) {
    int axis = space.rank() - 1;
    while (axis >= 0 && space.dim(axis) == 1) {
      axis--;
    }
    return axis >= 0 && Math.abs(load.map().strides().get(axis)) * load.dtype().byteSize() >= LINE;
  }

  /** Returns how a kernel over a space reads a node as it lies in memory. */
  static MappedRead plain(Node input, Shape space) {
    return new MappedRead(input, Load.of(input.spec().dtype(), input.shape(), space));
  }

  /** Returns how a kernel over a space reads a node, or what it is a view of. */
  static MappedRead of(Node input, Shape space) {
    Placed placed = Placed.of(input);
    Layout layout = placed.layout.isPacked() ? null : over(space, placed.layout);
    if (layout == null) {
      return plain(input, space).from(placed.layout.isPacked() ? placed.node : input);
    }
    IndexMap map = IndexMap.of(layout.offset(), layout.strides());
    return new MappedRead(placed.node, new Load(input.spec().dtype(), map));
  }

  private MappedRead from(Node memory) {
    return new MappedRead(memory, load);
  }

  /** Returns a layout under the axes of a space, stretched to it, or null if there is none. */
  private static @Nullable Layout over(Shape space, Layout layout) {
    boolean isWhole = layout.shape().size() == space.size();
    return isWhole ? layout.reshape(space) : layout.expand(space);
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
