package dev.jacobian.kernel.cuda;

import dev.jacobian.shape.DType;

/**
 * How a launch finds an element of an array at a position: without the numbers, which are given
 * with each launch.
 *
 * @param dtype the type of the elements
 * @param bounds how many conditions the position has to meet
 * @param indices which load gives an index that moves the element, or {@link #NO_INDICES}
 * @param isPacked whether the elements of a pack are neighbours, where positions are packed
 */
public record Access(DType dtype, int bounds, int indices, boolean isPacked) {
  /** Of an access that is not moved by an index. */
  public static final int NO_INDICES = -1;

  /** Returns whether an index moves the element. */
  public boolean isGathered() {
    return indices != NO_INDICES;
  }
}
