package dev.jacobian.fusion;

import dev.jacobian.graph.Node;
import dev.jacobian.op.ReduceOp;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a space: neighbours in the order of the positions, which reductions of a kernel are
 * over. A row is in the cache when it is walked again, where all of them would not be.
 *
 * @param space what is divided into rows
 * @param shape the space with one element for each row
 * @param axes those along which a row goes
 */
record Rows(Shape space, Shape shape, List<Integer> axes) {
  /** Longer rows are divided where they are reduced by themselves, into sums of another order. */
  private static final long LONGEST = 16 * 1024;

  /**
   * Fewer positions stay in the cache anyway: what is shared by two walks is rather stored than
   * computed for each. Measured on softmax with its gradient: 64 rows of 10 take 10 us instead of 8
   * if walked together, 4096 rows of 1000 take 3.8 ms instead of 4.8.
   */
  static final long FEWEST = 64 * 1024;

  /**
   * Returns the rows that reductions among some nodes are over, or null if there are none, or
   * several kinds. Reductions over other axes may be among them.
   */
  static @Nullable Rows of(Shape space, Collection<Node> nodes) {
    Rows found = null;
    for (Node node : nodes) {
      if (node.op() instanceof ReduceOp reduction && Objects.equals(space, node.space())) {
        Rows rows = new Rows(space, node.shape(), reduction.axes());
        if (rows.areNeighbours()) {
          if (found != null && !found.shape.equals(rows.shape)) {
            return null;
          }
          found = rows;
        }
      }
    }
    return found;
  }

  private boolean areNeighbours() {
    long length = space.size() / Math.max(1, shape.size());
    long behind = 1;
    for (int axis = space.rank() - 1; axis >= 0 && axes.contains(axis); axis--) {
      behind *= space.dim(axis);
    }
    return length > 1 && length <= LONGEST && behind == length && space.size() >= FEWEST;
  }

  /** Returns the number of rows. */
  long count() {
    return shape.size();
  }

  /** Returns whether an operand of a shape is stretched to one element for each row. */
  boolean isLike(Shape other) {
    return isAlong(other) && other.size() == count();
  }

  /** Returns whether an operand of a shape is stretched along rows. */
  boolean isAlong(Shape other) {
    return Broadcasting.isBroadcastable(other, shape);
  }
}
