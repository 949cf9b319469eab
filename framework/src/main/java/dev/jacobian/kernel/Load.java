package dev.jacobian.kernel;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One input operand, read through a map. Two loads may be of one array, which is passed twice then.
 *
 * @param dtype the type of its elements
 * @param map which element belongs to a position
 * @param gather an index that moves the element, or null
 */
public record Load(DType dtype, IndexMap map, @Nullable Gather gather) {
  /** The bytes that come from memory together. */
  private static final long LINE = 64;

  /** Makes a load through a map alone. */
  public Load(DType dtype, IndexMap map) {
    this(dtype, map, null);
  }

  /**
   * Returns the load of a row-major operand: element p at position p if it has as many elements as
   * the space, whatever its axes are, else stretched to the space.
   */
  public static Load of(DType dtype, Shape shape, Shape space) {
    boolean isWhole = shape.size() == space.size();
    return new Load(dtype, isWhole ? IndexMap.rowMajor(space) : IndexMap.broadcast(shape, space));
  }

  /**
   * Returns the load of a row of indices, for the {@link Gather} of an axis's entries.
   *
   * @param axis the axis of the space along which the row lies
   */
  public static Load along(Shape space, int axis) {
    long[] strides = new long[space.rank()];
    strides[axis] = 1;
    return new Load(DType.INT64, IndexMap.of(0, strides));
  }

  /** Returns whether element p belongs to position p, counted in row-major order. */
  public boolean isWhole(Shape space) {
    return gather == null && map.isRowMajor(space);
  }

  /** Returns whether neighbours along the rows of a space lie a line of memory apart or farther. */
  public boolean leaps(Shape space) {
    int axis = space.rank() - 1;
    while (axis >= 0 && space.dim(axis) == 1) {
      axis--;
    }
    return axis >= 0 && Math.abs(map.strides().get(axis)) * dtype.byteSize() >= LINE;
  }

  /** Returns, for example, {@code float32 at 10 i0 + i1}. */
  @Override
  public String toString() {
    return dtype + " at " + map + (gather == null ? "" : " " + gather);
  }
}
