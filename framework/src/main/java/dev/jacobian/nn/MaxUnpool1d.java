package dev.jacobian.nn;

/**
 * What {@link MaxPool1d} took, at its place over the last axis, and zeros elsewhere. Input and
 * output {@code [n, channels, length]}. PyTorch equivalent: {@code torch.nn.MaxUnpool1d}.
 */
public final class MaxUnpool1d extends MaxUnpool {
  /**
   * Makes a layer of windows that touch each other.
   *
   * @param size entries of a window of the pool: one number for all axes, or one for each
   */
  public MaxUnpool1d(long... size) {
    this(size, size, new long[] {0});
  }

  /**
   * Makes a layer.
   *
   * @param size entries of a window of the pool: one number for all axes, or one for each
   * @param stride distance of neighbouring windows of the pool
   * @param padding how far windows of the pool hang over at both ends
   */
  public MaxUnpool1d(long[] size, long[] stride, long[] padding) {
    super("MaxUnpool1d", 1, size, stride, padding);
  }
}
