package dev.jacobian.kernel;

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

  /** Returns, for example, {@code + 16 x1 (0 <= x1 < 100)}. */
  @Override
  public String toString() {
    String factor = stride == 1 ? "" : stride + " ";
    return "+ " + factor + "x" + load + " (0 <= x" + load + " < " + size + ")";
  }
}
