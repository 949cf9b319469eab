package dev.jacobian.device.cuda;

import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The axes of a kernel's space in the order of a launch: those that are kept, then those that are
 * reduced. Axes of one entry are left out, and neighbours that all maps go through as if they were
 * one are one.
 *
 * @param groups the axes of the space that an axis of the launch is made of, in their order
 * @param sizes the sizes of the launch's axes
 * @param kept how many of them are kept
 */
record Axes(List<List<Integer>> groups, List<Long> sizes, int kept) {

  static Axes of(Shape space, List<Integer> reduced, List<IndexMap> maps) {
    List<List<Integer>> groups = new ArrayList<>();
    join(space, reduced, false, maps, groups);
    int kept = groups.size();
    join(space, reduced, true, maps, groups);
    List<Long> sizes = new ArrayList<>();
    for (List<Integer> group : groups) {
      sizes.add(group.stream().mapToLong(space::dim).reduce(1, (a, b) -> a * b));
    }
    return new Axes(groups, sizes, kept);
  }

  private static void join(
      Shape space,
      List<Integer> reduced,
      boolean areReduced,
      List<IndexMap> maps,
      List<List<Integer>> groups) {
    int first = groups.size();
    for (int axis = 0; axis < space.rank(); axis++) {
      if (space.dim(axis) == 1 || reduced.contains(axis) != areReduced) {
        continue;
      }
      List<Integer> last = groups.size() > first ? groups.get(groups.size() - 1) : null;
      if (last != null && areOne(last.get(last.size() - 1), axis, space.dim(axis), maps)) {
        last.add(axis);
      } else {
        groups.add(new ArrayList<>(List.of(axis)));
      }
    }
  }

  /** Returns whether a step along one axis is as far as all steps along the next, for all maps. */
  private static boolean areOne(int axis, int next, long size, List<IndexMap> maps) {
    for (IndexMap map : maps) {
      if (map.strides().get(axis) != map.strides().get(next) * size) {
        return false;
      }
      for (Bound bound : map.bounds()) {
        if (bound.coefficients().get(axis) != bound.coefficients().get(next) * size) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Returns what a step along an axis of the launch does, of something said for each of the space.
   */
  long step(List<Long> ofSpace, int axis) {
    List<Integer> group = groups.get(axis);
    return ofSpace.get(group.get(group.size() - 1));
  }

  int count() {
    return groups.size();
  }

  /** Returns how many positions there are along the kept axes. */
  long keptSize() {
    return sizes.subList(0, kept).stream().reduce(1L, (a, b) -> a * b);
  }

  /** Returns how many positions there are along the reduced axes. */
  long reducedSize() {
    return sizes.subList(kept, count()).stream().reduce(1L, (a, b) -> a * b);
  }
}
