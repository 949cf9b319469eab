package dev.jacobian.nn;

/**
 * What {@link MaxPool3d} took, at its place over depth, height and width, and zeros elsewhere.
 * Input and output {@code [n, channels, depth, height, width]}. PyTorch equivalent: {@code
 * torch.nn.MaxUnpool3d}.
 */
public final class MaxUnpool3d extends MaxUnpool {
  /**
   * Makes a layer of windows that touch each other.
   *
   * @param size entries of a window of the pool: one number for all axes, or one for each
   */
  public MaxUnpool3d(long... size) {
    this(size, size, new long[] {0});
  }

  /**
   * Makes a layer.
   *
   * @param size entries of a window of the pool: one number for all axes, or one for each
   * @param stride distance of neighbouring windows of the pool
   * @param padding how far windows of the pool hang over at both ends
   */
  public MaxUnpool3d(long[] size, long[] stride, long[] padding) {
    super("MaxUnpool3d", 3, size, stride, padding);
  }
}
