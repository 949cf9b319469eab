package dev.jacobian.fusion;

import dev.jacobian.graph.Node;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Load;
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
    boolean isPacked = placed.layout().isPacked();
    Layout layout = isPacked ? null : placed.layout().over(space);
    if (layout == null) {
      return plain(input, space).from(isPacked ? placed.node() : input);
    }
    IndexMap map = IndexMap.of(layout.offset(), layout.strides());
    return new MappedRead(placed.node(), new Load(input.spec().dtype(), map));
  }

  private MappedRead from(Node memory) {
    return new MappedRead(memory, load);
  }
}
