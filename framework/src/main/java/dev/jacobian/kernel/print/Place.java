package dev.jacobian.kernel.print;

/**
 * An array that a kernel's code reads or writes.
 *
 * @param role what the array is
 * @param index which of its role, from 0
 */
public record Place(Role role, int index) implements Comparable<Place> {
  /** What an array is. */
  public enum Role {
    /** An input of the kernel. */
    INPUT,
    /** A result of the kernel. */
    RESULT,
    /** Values that pass from one loop to another. */
    SCRATCH
  }

  @Override
  public int compareTo(Place other) {
    int order = role.compareTo(other.role);
    return order == 0 ? Integer.compare(index, other.index) : order;
  }
}
