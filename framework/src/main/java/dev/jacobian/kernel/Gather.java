package dev.jacobian.kernel;

import dev.jacobian.shape.Shape;

/**
 * Moves an element by an index that is itself read: adds {@code stride * index} to the element of a
 * map. An index outside {@code [0, size)} is a {@link dev.jacobian.shape.DataException}.
 *
 * @param load which of the kernel's loads gives the index; of type int64
 * @param stride the distance of neighbouring entries, in elements
 * @param size the number of entries
 */
public record Gather(int load, long stride, long size) {
  /** Checks the size. */
  public Gather {
    if (size < 0) {
      throw new IllegalArgumentException("a gather of " + size + " entries; expected 0 or more");
    }
  }

  /**
   * Returns the gather of an axis's entries in a row-major array: see {@link IndexMap#entry}.
   *
   * @param load the load of the indices
   */
  public static Gather entries(int load, Shape space, int axis, long size) {
    return new Gather(load, space.product(axis + 1, space.rank()), size);
  }

  /**
   * Returns the axis of which whole entries of a row-major array are gathered, one for each element
   * of a row of indices; -1 if it is another gather.
   */
  public int entryAxis(IndexMap map, Load indices, Shape space) {
    if (indices.gather() != null || !indices.map().bounds().isEmpty()) {
      return -1;
    }
    for (int axis = 0; axis < space.rank(); axis++) {
      long[] row = new long[space.rank()];
      row[axis] = 1;
      if (indices.map().equals(IndexMap.of(0, row))
          && map.equals(IndexMap.entry(space, axis, size))
          && stride == space.product(axis + 1, space.rank())) {
        return axis;
      }
    }
    return -1;
  }

  /** Returns, for example, {@code + 16 x1 (0 <= x1 < 100)}. */
  @Override
  public String toString() {
    String factor = stride == 1 ? "" : stride + " ";
    return "+ " + factor + "x" + load + " (0 <= x" + load + " < " + size + ")";
  }
}
