package dev.jacobian.device.host;

import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/** Index maps as the numbers that kernels in C read: see {@code walk.c}. */
final class NativeMaps {
  private final List<Long> sizes = new ArrayList<>();
  private final List<Long> strides = new ArrayList<>();
  private final List<Integer> axes = new ArrayList<>();
  private final IndexMap map;

  private NativeMaps(IndexMap map, Shape space) {
    this.map = map;
    for (int axis = 0; axis < space.rank(); axis++) {
      if (space.dim(axis) != 1) {
        add(axis, space.dim(axis), map.strides().get(axis));
      }
    }
  }

  /** Adds an axis, to the one before it if both can be walked as one. */
  private void add(int axis, long size, long stride) {
    int last = sizes.size() - 1;
    if (map.bounds().isEmpty() && last >= 0 && strides.get(last) == stride * size) {
      sizes.set(last, sizes.get(last) * size);
      strides.set(last, stride);
    } else {
      sizes.add(size);
      strides.add(stride);
      axes.add(axis);
    }
  }

  /** Returns a map's numbers. */
  static List<Long> numbers(IndexMap map, Shape space) {
    NativeMaps walk = new NativeMaps(map, space);
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
    return numbers;
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
