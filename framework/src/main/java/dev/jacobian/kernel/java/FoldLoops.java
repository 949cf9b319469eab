package dev.jacobian.kernel.java;

import dev.jacobian.kernel.Reducer;

/**
 * A reduction of elements in arrays of one type.
 *
 * @param reduction how elements are combined
 * @param group how many elements are combined in their own type before the result goes on in that
 *     of totals; 1 if the types are the same, and {@link Integer#MAX_VALUE} if nothing is lost
 * @param body the loops
 */
public record FoldLoops(Reducer reduction, int group, FoldBody body) {
  /** Returns whether any number of elements may be combined in their own, smaller type. */
  public boolean isExact() {
    return group == Integer.MAX_VALUE;
  }
}
