package dev.jacobian.nn;

/**
 * What {@link MaxPool2d} took, at its place over height and width, and zeros elsewhere. Input and
 * output {@code [n, channels, height, width]}. PyTorch equivalent: {@code torch.nn.MaxUnpool2d}.
 */
public final class MaxUnpool2d extends MaxUnpool {
  /**
   * Makes a layer of windows that touch each other.
   *
   * @param size entries of a window of the pool: one number for all axes, or one for each
   */
  public MaxUnpool2d(long... size) {
    this(size, size, new long[] {0});
  }

  /**
   * Makes a layer.
   *
   * @param size entries of a window of the pool: one number for all axes, or one for each
   * @param stride distance of neighbouring windows of the pool
   * @param padding how far windows of the pool hang over at both ends
   */
  public MaxUnpool2d(long[] size, long[] stride, long[] padding) {
    super("MaxUnpool2d", 2, size, stride, padding);
  }
}
