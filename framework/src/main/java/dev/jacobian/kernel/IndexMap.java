package dev.jacobian.kernel;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which element of an operand belongs to a position of a kernel's space: {@code offset + sum
 * strides[a] * position[a]}, counted from the operand's first element. A permutation, a slice with
 * any step, a window, an expansion are maps; with bounds, a padded array is one too.
 *
 * @param offset the element of position 0
 * @param strides one for each axis of the space: 0 repeats, and negative ones go backwards
 * @param bounds where one of these does not hold, nothing is read or written
 * @param fill the value that is read there
 */
public record IndexMap(long offset, List<Long> strides, List<Bound> bounds, double fill) {
  /** Copies the lists and checks that the bounds are of the map's space. */
  public IndexMap {
    strides = List.copyOf(strides);
    bounds = List.copyOf(bounds);
    for (Bound bound : bounds) {
      if (bound.coefficients().size() != strides.size()) {
        throw new IllegalArgumentException(
            "a bound has "
                + bound.coefficients().size()
                + " coefficients; expected one for each of "
                + strides.size()
                + " axes");
      }
    }
  }

  /** Returns the map without bounds. */
  public static IndexMap of(long offset, long... strides) {
    return new IndexMap(offset, Arrays.stream(strides).boxed().toList(), List.of(), 0);
  }

  /** Returns the map of an operand with one element for each position, in row-major order. */
  public static IndexMap rowMajor(Shape space) {
    return of(0, space.strides());
  }

  /**
   * Returns the map of a row-major operand that is stretched to the space.
   *
   * @param shape broadcastable to the space
   */
  public static IndexMap broadcast(Shape shape, Shape space) {
    if (!Broadcasting.isBroadcastable(shape, space)) {
      throw new IllegalArgumentException(
          shape
              + " does not stretch to the space "
              + space
              + "; expected sizes that are equal or 1");
    }
    return of(0, Broadcasting.strides(shape, space));
  }

  /**
   * Returns the map of entry 0 along an axis: with a {@link Gather} of that stride, the positions
   * along the axis have any of the entries.
   *
   * @param size the number of entries; the array is row-major, with the space's other sizes
   */
  public static IndexMap entry(Shape space, int axis, long size) {
    long[] strides = space.withDim(axis, size).strides();
    strides[axis] = 0;
    return of(0, strides);
  }

  /** Returns this map with one more bound; a read outside of the bounds gives {@code fill}. */
  public IndexMap within(Bound bound, double fill) {
    List<Bound> all = new ArrayList<>(bounds);
    all.add(bound);
    return new IndexMap(offset, strides, all, fill);
  }

  /** Returns whether all bounds hold at a position. */
  public boolean holds(long... position) {
    for (Bound bound : bounds) {
      if (!bound.holds(position)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the element at a position, whether or not the bounds hold there. */
  public long element(long... position) {
    long element = offset;
    for (int axis = 0; axis < position.length; axis++) {
      element += strides.get(axis) * position[axis];
    }
    return element;
  }

  /** Returns whether position p, counted in row-major order, has element p. */
  public boolean isRowMajor(Shape space) {
    if (offset != 0 || !bounds.isEmpty()) {
      return false;
    }
    long expected = 1;
    for (int axis = space.rank() - 1; axis >= 0; axis--) {
      if (space.dim(axis) != 1 && strides.get(axis) != expected) {
        return space.size() == 0;
      }
      expected *= space.dim(axis);
    }
    return true;
  }

  /** Returns, for example, {@code 3 + 10 i0 + i1 where 0 <= i1 - 2 < 8 else 0}. */
  @Override
  public String toString() {
    String element = sum(offset, strides);
    if (bounds.isEmpty()) {
      return element;
    }
    String conditions = bounds.stream().map(Bound::toString).collect(Collectors.joining(", "));
    return element + " where " + conditions + " else " + KernelPrinter.number(fill);
  }

  /** Returns a sum of multiples of the axes' indices as text. */
  static String sum(long start, List<Long> factors) {
    StringBuilder text = new StringBuilder();
    if (start != 0 || factors.stream().allMatch(factor -> factor == 0)) {
      text.append(start);
    }
    for (int axis = 0; axis < factors.size(); axis++) {
      long factor = factors.get(axis);
      if (factor == 0) {
        continue;
      }
      if (text.isEmpty()) {
        text.append(factor < 0 ? "-" : "");
      } else {
        text.append(factor < 0 ? " - " : " + ");
      }
      text.append(Math.abs(factor) == 1 ? "" : Math.abs(factor) + " ").append('i').append(axis);
    }
    return text.toString();
  }
}
