package dev.jacobian.kernel;

import java.util.List;

/**
 * A condition on a position: {@code 0 <= start + sum coefficients[a] * position[a] < size}. It says
 * where a padded array, or a window that hangs over, has an element.
 *
 * @param start the index at position 0
 * @param coefficients one for each axis of the space
 * @param size the number of indices; a bound of {@link #ENDLESS} or more has no end
 */
public record Bound(long start, List<Long> coefficients, long size) {
  /** More indices than there are positions, and few enough to be added to one of them. */
  public static final long ENDLESS = 1L << 62;

  /** Copies the list. */
  public Bound {
    coefficients = List.copyOf(coefficients);
    size = Math.min(size, ENDLESS);
    if (size < 0) {
      throw new IllegalArgumentException("the size of a bound is " + size + "; expected 0 or more");
    }
  }

  /** Returns whether it holds at a position. */
  public boolean holds(long... position) {
    long index = start;
    for (int axis = 0; axis < position.length; axis++) {
      index += coefficients.get(axis) * position[axis];
    }
    return index >= 0 && index < size;
  }

  /** Returns, for example, {@code 0 <= i1 - 2 < 8}. */
  @Override
  public String toString() {
    return "0 <= " + IndexMap.sum(start, coefficients) + " < " + size;
  }
}
