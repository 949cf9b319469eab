package dev.jacobian.kernel;

import dev.jacobian.shape.Shape;
import java.util.List;

/** What becomes of an output's values. */
public sealed interface Store {

  /**
   * Each value is stored as an element: at the element of its position, or not at all where a bound
   * does not hold. No two positions have the same element; the others stay as they are.
   *
   * @param map which element a position has
   */
  record Map(IndexMap map) implements Store {}

  /**
   * The values along some axes become one. The output has the space's shape with these axes of size
   * 1, in row-major order. No axis means that values are stored as they are.
   *
   * <p>The order of a sum follows from the kernel's shapes alone, so it is the same at any number
   * of threads. On the CPU, in Java and in C, it is this. Positions are walked in row-major order
   * in parts, and each part in blocks of at most 1,024 positions that begin with it. Neighbouring
   * axes that are reduced are one axis; of several groups of axes the last is reduced first, into
   * double.
   *
   * <ul>
   *   <li>Neighbours (the reduced axis is the last one): a block's elements of a run are summed,
   *       and each sum is added to the run's, in double. A float32 sum of n elements has n / 4
   *       terms {@code (x[i] + x[i + n / 4]) + (x[i + 2 * (n / 4)] + x[i + 3 * (n / 4)])}, added in
   *       float; a float64 sum has its elements as terms. A sum of 16 terms or more has 16 strands,
   *       each of every sixteenth term; terms and elements that are left over go to the first, and
   *       strands are added by halves, s0 and s8, s1 and s9 and so on. A shorter one has one
   *       strand.
   *   <li>Rows (other axes follow): each element of the result takes its rows in their order, in
   *       double; float32 adds up to four rows in float first, as far as blocks cut them alike.
   *   <li>Where a group of positions is cut by parts, the parts' sums are added in their order.
   * </ul>
   *
   * <p>Products are taken one element after the other, in double or long. Maxima, minima and sums
   * of integers do not depend on an order. Results are rounded once, at the end.
   *
   * @param reduction how values are combined
   * @param axes the axes that are reduced, rising
   */
  record Reduce(Reducer reduction, List<Integer> axes) implements Store {
    /** Copies the list. */
    public Reduce {
      axes = List.copyOf(axes);
    }

    /** Returns the output's shape. */
    public Shape shape(Shape space) {
      Shape shape = space;
      for (int axis : axes) {
        shape = shape.withDim(axis, 1);
      }
      return shape;
    }
  }

  /**
   * The position along an axis of its largest value, the first one among equals, a NaN before all.
   * The output is of int64 and has the space's shape with this axis of size 1, in row-major order.
   *
   * @param axis the axis that is searched; not empty
   */
  record ArgMax(int axis) implements Store {}

  /**
   * Each element is the combination of the values up to its position along an axis, its own among
   * them. The output has the space's shape, in row-major order.
   *
   * @param reduction sum, product, maximum or minimum
   * @param axis the axis along which values are combined
   * @param isReverse whether it begins at the end
   */
  record Scan(Reducer reduction, int axis, boolean isReverse) implements Store {}

  /**
   * Each value is added to an element, which several positions may have; in the order of the
   * positions, so that the sums do not depend on the number of threads.
   *
   * @param map which element a position has, apart from the index
   * @param gather the index that moves the element
   */
  record ScatterAdd(IndexMap map, Gather gather) implements Store {}
}
