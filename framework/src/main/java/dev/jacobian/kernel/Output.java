package dev.jacobian.kernel;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.List;

/**
 * One output operand of a kernel.
 *
 * @param value what is computed at each position; {@link Expr.Input} refers to the kernel's loads
 * @param store what becomes of the values
 */
public record Output(Expr value, Store store) {
  /** Returns an output with an element for each position, in row-major order. */
  public static Output stored(Expr value, Shape space) {
    return new Output(value, new Store.Map(IndexMap.rowMajor(space)));
  }

  /** Returns an output that is reduced over some axes. */
  public static Output reduced(Expr value, Reducer reduction, List<Integer> axes) {
    return new Output(value, new Store.Reduce(reduction, axes));
  }

  /** Returns the type of the elements. */
  public DType dtype() {
    return store instanceof Store.ArgMax ? DType.INT64 : value.dtype();
  }

  /**
   * Returns the shape of the output operand.
   *
   * @throws IllegalStateException if it does not follow from the space, since values are stored
   *     through a map
   */
  public Shape shape(Shape space) {
    if (store instanceof Store.Reduce reduce) {
      return reduce.shape(space);
    }
    if (store instanceof Store.ArgMax search) {
      return space.withDim(search.axis(), 1);
    }
    if (store instanceof Store.Scan || isWhole(space)) {
      return space;
    }
    throw new IllegalStateException("the shape of an output at " + store + " is the operand's");
  }

  /** Returns whether element p is the value at position p, counted in row-major order. */
  public boolean isWhole(Shape space) {
    return store instanceof Store.Map map && map.map().isRowMajor(space);
  }
}
