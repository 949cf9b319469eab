package dev.jacobian.tensor;

/** What lies outside of an axis. */
public enum PaddingMode {
  /** Zeros. */
  ZEROS,
  /** The elements mirrored at the ends, which are not repeated: {@code c b | a b c | b a}. */
  REFLECT,
  /** The elements at the ends: {@code a a | a b c | c c}. */
  REPLICATE,
  /** The elements again: {@code b c | a b c | a b}. */
  CIRCULAR;

  /** Returns the most entries that may be added at an end of an axis, which is not empty. */
  long most(long size) {
    return switch (this) {
      case ZEROS, REPLICATE -> Long.MAX_VALUE;
      case REFLECT -> size - 1;
      case CIRCULAR -> size;
    };
  }

  /**
   * Returns the places of elements that lie on the axis and beyond it.
   *
   * @param places counted from the first element of the axis, int64
   */
  Tensor inside(Tensor places, long size) {
    double last = size - 1;
    return switch (this) {
      case ZEROS -> throw new IllegalStateException("zeros have no place");
      case REFLECT -> places.abs().sub(last).abs().neg().add(last);
      case REPLICATE -> places.clamp(0, last);
      case CIRCULAR -> places.remainder((double) size);
    };
  }
}
