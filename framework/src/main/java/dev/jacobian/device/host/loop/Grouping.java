package dev.jacobian.device.host.loop;

import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A reduction over some axes as a chain of reductions of {@code [outer, middle, inner]} to {@code
 * [outer, inner]}: neighbouring axes that are reduced are one, axes of size 1 are none. The last
 * group of axes comes first.
 *
 * @param steps what is to be reduced, one after the other; none if no element meets another
 */
record Grouping(List<Step> steps) {
  /** Nothing to reduce. */
  static final Grouping NONE = new Grouping(List.of());

  /**
   * One group of neighbouring axes.
   *
   * @param outer the number of positions in front of them
   * @param middle their own number of positions
   * @param inner the number of positions behind them
   */
  record Step(long outer, long middle, long inner) {}

  static Grouping of(Shape space, List<Integer> axes) {
    List<Step> steps = new ArrayList<>(1);
    long inner = 1;
    long middle = 1;
    long outer = space.size();
    int next = axes.size() - 1;
    for (int axis = space.rank() - 1; axis >= 0; axis--) {
      long size = space.dim(axis);
      boolean isReduced = next >= 0 && axes.get(next) == axis;
      next -= isReduced ? 1 : 0;
      outer /= size;
      if (size == 1) {
        continue;
      }
      if (isReduced) {
        middle *= size;
      } else if (middle > 1) {
        steps.add(new Step(outer * size, middle, inner));
        inner *= size;
        middle = 1;
      } else {
        inner *= size;
      }
    }
    if (middle > 1) {
      steps.add(new Step(1, middle, inner));
    }
    return new Grouping(steps);
  }
}
