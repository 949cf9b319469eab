package dev.jacobian.kernel;

import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The lowest and the highest element that a map names over a space, at the positions where its
 * bounds hold.
 *
 * @param first the lowest element
 * @param last the highest element
 */
public record Reach(long first, long last) {
  // Axes that no bound ties together add to the element independently of each other, so that each
  // group of tied ones is looked at alone; of its longest axis the ends are enough, since bounds
  // leave a range of it.

  /**
   * Returns what a map reaches, or null if it has an element at no position.
   *
   * @throws ArithmeticException if an element's number is none of 64 bits
   */
  public static @Nullable Reach of(IndexMap map, @Nullable Gather gather, Shape space) {
    boolean isEmpty = space.size() == 0 || (gather != null && gather.size() == 0);
    if (isEmpty || map.bounds().stream().anyMatch(Reach::neverHolds)) {
      return null;
    }
    Reach reach = new Reach(map.offset(), map.offset());
    if (gather != null) {
      reach = reach.plus(along(gather.stride(), 0, gather.size() - 1));
    }
    if (map.bounds().isEmpty()) {
      for (int axis = 0; axis < space.rank(); axis++) {
        reach = reach.plus(along(map.strides().get(axis), 0, space.dim(axis) - 1));
      }
      return reach;
    }
    for (List<Integer> axes : tied(map.bounds(), space.rank())) {
      Reach part = ofGroup(map, space, axes);
      if (part == null) {
        return null;
      }
      reach = reach.plus(part);
    }
    return reach;
  }

  /** Returns whether every element is one of an array's. */
  public boolean isWithin(long size) {
    return first >= 0 && last < size;
  }

  /**
   * Returns whether no two positions have one element.
   *
   * @param size of the array that the elements are of
   */
  public static boolean isOneToOne(IndexMap map, Shape space, long size) {
    if (space.size() == 0 || isNested(map, space)) {
      return true;
    }
    BitSet seen = new BitSet(Math.toIntExact(size));
    long[] position = new long[space.rank()];
    for (long left = space.size(); left > 0; left--) {
      if (map.holds(position)) {
        int element = Math.toIntExact(map.element(position));
        if (seen.get(element)) {
          return false;
        }
        seen.set(element);
      }
      advance(position, IntStream.range(0, space.rank()).boxed().toList(), space);
    }
    return true;
  }

  /**
   * Returns whether this follows from distances: what each group of axes adds differs by more than
   * all groups that add less add up to. It says no of some maps that are one to one.
   */
  private static boolean isNested(IndexMap map, Shape space) {
    List<long[]> groups = new ArrayList<>();
    for (List<Integer> axes : tied(map.bounds(), space.rank())) {
      Reach reach = ofGroup(map, space, axes);
      if (reach == null) {
        return true;
      }
      if (axes.stream().anyMatch(axis -> space.dim(axis) > 1)) {
        groups.add(new long[] {leastDifference(map, space, axes), reach.last - reach.first});
      }
    }
    groups.sort((a, b) -> Long.compare(a[0], b[0]));
    long reached = 0;
    for (long[] group : groups) {
      if (group[0] <= reached) {
        return false;
      }
      reached += group[1];
    }
    return true;
  }

  /** Returns by how much the sums of some axes differ at least; 0 if it does not follow. */
  private static long leastDifference(IndexMap map, Shape space, List<Integer> axes) {
    List<Integer> rising = new ArrayList<>(axes);
    rising.removeIf(axis -> space.dim(axis) == 1);
    rising.sort((a, b) -> Long.compare(distance(map, a), distance(map, b)));
    long least = Long.MAX_VALUE;
    long reached = 0;
    for (int axis : rising) {
      least = Math.min(least, distance(map, axis) - reached);
      reached += distance(map, axis) * (space.dim(axis) - 1);
    }
    return Math.max(0, least);
  }

  private static long distance(IndexMap map, int axis) {
    return Math.abs(map.strides().get(axis));
  }

  private static boolean neverHolds(Bound bound) {
    boolean isConstant = bound.coefficients().stream().allMatch(each -> each == 0);
    return isConstant && (bound.start() < 0 || bound.start() >= bound.size());
  }

  /** Returns the axes in groups: two that one bound is a sum of are in the same. */
  private static List<List<Integer>> tied(List<Bound> bounds, int rank) {
    List<List<Integer>> groups = new ArrayList<>();
    IntStream.range(0, rank).forEach(axis -> groups.add(new ArrayList<>(List.of(axis))));
    for (Bound bound : bounds) {
      List<Integer> together = new ArrayList<>();
      for (List<Integer> group : List.copyOf(groups)) {
        if (group.stream().anyMatch(axis -> bound.coefficients().get(axis) != 0)) {
          groups.remove(group);
          together.addAll(group);
        }
      }
      if (!together.isEmpty()) {
        groups.add(together);
      }
    }
    return groups;
  }

  /** Returns what some axes add to the element, or null if the bounds hold nowhere. */
  private static @Nullable Reach ofGroup(IndexMap map, Shape space, List<Integer> axes) {
    List<Integer> others = new ArrayList<>(axes);
    others.sort((a, b) -> Long.compare(space.dim(a), space.dim(b)));
    int longest = others.remove(others.size() - 1);
    List<Bound> bounds =
        map.bounds().stream()
            .filter(bound -> axes.stream().anyMatch(axis -> bound.coefficients().get(axis) != 0))
            .toList();
    long[] position = new long[space.rank()];
    Reach reach = null;
    do {
      long from = 0;
      long to = space.dim(longest) - 1;
      for (Bound bound : bounds) {
        long start = bound.start();
        for (int axis : others) {
          start = exactly(start, bound.coefficients().get(axis), position[axis]);
        }
        long step = bound.coefficients().get(longest);
        // Backwards, the index counted from the other end rises.
        long low = step < 0 ? start - (bound.size() - 1) : -start;
        long high = step < 0 ? start : bound.size() - 1 - start;
        if (step == 0) {
          to = low > 0 || high < 0 ? -1 : to;
        } else {
          from = Math.max(from, -Math.floorDiv(-low, Math.abs(step)));
          to = Math.min(to, Math.floorDiv(high, Math.abs(step)));
        }
      }
      if (from <= to) {
        Reach here = along(map.strides().get(longest), from, to);
        for (int axis : others) {
          long added = exactly(0, map.strides().get(axis), position[axis]);
          here = here.plus(new Reach(added, added));
        }
        reach =
            reach == null
                ? here
                : new Reach(Math.min(reach.first, here.first), Math.max(reach.last, here.last));
      }
    } while (advance(position, others, space));
    return reach;
  }

  /** Moves to the next position along some axes; returns false behind the last one. */
  private static boolean advance(long[] position, List<Integer> axes, Shape space) {
    for (int i = axes.size() - 1; i >= 0; i--) {
      int axis = axes.get(i);
      if (++position[axis] < space.dim(axis)) {
        return true;
      }
      position[axis] = 0;
    }
    return false;
  }

  private static Reach along(long stride, long from, long to) {
    long start = exactly(0, stride, from);
    long end = exactly(0, stride, to);
    return new Reach(Math.min(start, end), Math.max(start, end));
  }

  private static long exactly(long start, long factor, long index) {
    return Math.addExact(start, Math.multiplyExact(factor, index));
  }

  private Reach plus(Reach other) {
    return new Reach(Math.addExact(first, other.first), Math.addExact(last, other.last));
  }
}
