package dev.jacobian.device.host.loop;

import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Load;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Index maps as the numbers that kernels in C read: see {@code runs.c}. */
final class NativeMaps {
  private final List<Long> sizes = new ArrayList<>();
  private final List<Long> strides = new ArrayList<>();
  private final List<Integer> axes = new ArrayList<>();

  /** Whether axes that can be walked as one are; what is beside the map may tell them apart. */
  private final boolean isMerged;

  private NativeMaps(IndexMap map, boolean isOfPositions, Shape space) {
    this.isMerged = isOfPositions && map.bounds().isEmpty();
    for (int axis = 0; axis < space.rank(); axis++) {
      if (space.dim(axis) != 1) {
        add(axis, space.dim(axis), map.strides().get(axis));
      }
    }
  }

  /** Adds an axis, to the one before it if both can be walked as one. */
  private void add(int axis, long size, long stride) {
    int last = sizes.size() - 1;
    if (isMerged && last >= 0 && strides.get(last) == stride * size) {
      sizes.set(last, sizes.get(last) * size);
      strides.set(last, stride);
    } else {
      sizes.add(size);
      strides.add(stride);
      axes.add(axis);
    }
  }

  /**
   * Returns a map's numbers.
   *
   * @param gather what moves the element, or null
   * @param loads those that a gather's index is one of
   */
  static List<Long> numbers(IndexMap map, @Nullable Gather gather, Shape space, List<Load> loads) {
    NativeMaps walk = new NativeMaps(map, gather == null, space);
    List<Long> numbers = new ArrayList<>();
    numbers.add(map.offset());
    numbers.add((long) walk.sizes.size());
    numbers.add((long) map.bounds().size());
    numbers.add(Double.doubleToRawLongBits(map.fill()));
    numbers.addAll(walk.sizes);
    numbers.addAll(walk.strides);
    for (Bound bound : map.bounds()) {
      numbers.add(bound.start());
      numbers.add(bound.size());
      walk.axes.forEach(axis -> numbers.add(bound.coefficients().get(axis)));
    }
    if (gather != null) {
      numbers.add(gather.stride());
      numbers.add(gather.size());
      numbers.add(walk.isAlongRun(loads.get(gather.load())) ? 1L : 0);
    }
    return numbers;
  }

  /**
   * Returns how many positions in succession have elements that are so far from one to the next; 0
   * if they are at other distances, or the map has bounds.
   */
  static long run(IndexMap map, long stride, Shape space) {
    NativeMaps walk = new NativeMaps(map, true, space);
    int last = walk.sizes.size() - 1;
    boolean isRun = last >= 0 && map.bounds().isEmpty() && walk.strides.get(last) == stride;
    return isRun ? walk.sizes.get(last) : 0;
  }

  /** Returns whether an index is one along each run. */
  private boolean isAlongRun(Load indices) {
    return indices.gather() == null
        && !axes.isEmpty()
        && !moves(indices.map(), axes.get(axes.size() - 1));
  }

  /**
   * Returns how many positions in succession have one element, beginning with the first ones; the
   * size of the space if all have.
   */
  static long repeats(IndexMap map, Shape space) {
    long repeats = 1;
    for (int axis = space.rank() - 1; axis >= 0 && !moves(map, axis); axis--) {
      repeats *= space.dim(axis);
    }
    return repeats;
  }

  /**
   * Returns whether a map has no bounds, and one element for each of as many positions in
   * succession as it {@linkplain #repeats repeats}, equally far from one to the next.
   */
  static boolean isEven(IndexMap map, Shape space) {
    NativeMaps walk = new NativeMaps(map, true, space);
    return map.bounds().isEmpty() && walk.sizes.size() == 2 && walk.strides.get(1) == 0;
  }

  private static boolean moves(IndexMap map, int axis) {
    return map.strides().get(axis) != 0
        || map.bounds().stream().anyMatch(bound -> bound.coefficients().get(axis) != 0);
  }

  /**
   * Returns after how many positions a map without bounds repeats: 1 if it names one element, the
   * size of the space if it does not repeat.
   */
  static long period(IndexMap map, Shape space) {
    int first = 0;
    while (first < space.rank() && (map.strides().get(first) == 0 || space.dim(first) == 1)) {
      first++;
    }
    long period = 1;
    for (int axis = first; axis < space.rank(); axis++) {
      period *= space.dim(axis);
    }
    return period;
  }
}
