package dev.jacobian.kernel.cuda;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;

/**
 * What becomes of a value of a launch. A reduction's result has the number of its kept position,
 * behind those of earlier parts.
 *
 * @param kind what becomes of the value
 * @param reduction how values are combined, where they are
 * @param isReverse whether a scan begins at the end
 * @param stage which of the stages computes it; what is stored comes in the last one
 * @param access where the element is, of what is not reduced; its type is that of the elements
 */
public record Sink(Kind kind, Reducer reduction, boolean isReverse, int stage, Access access) {
  /** What becomes of values. */
  public enum Kind {
    /** They are stored. */
    STORE,
    /** They are the same all along the reduced axes, and one is stored. */
    STORE_ONE,
    /** Those along the reduced axes become one. */
    REDUCE,
    /** The index of the largest along the reduced axes, the first among equals, is stored. */
    FIND,
    /** Each becomes that of all up to it along the reduced axes. */
    SCAN,
    /** They are added to elements, in the order in which keys that were sorted name these. */
    ADD,
    /** They are left; stored is which element the access names, -1 where it names none. */
    KEY
  }

  /** Returns whether values along the reduced axes become one. */
  public boolean isReduced() {
    return kind == Kind.REDUCE || kind == Kind.FIND;
  }

  /** Returns the type of the elements. */
  public DType dtype() {
    return access.dtype();
  }
}
