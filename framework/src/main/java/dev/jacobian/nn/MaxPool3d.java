package dev.jacobian.nn;

/**
 * The largest element of each window over depth, height and width. Input and output {@code [n,
 * channels, depth, height, width]}. PyTorch equivalent: {@code torch.nn.MaxPool3d}.
 */
public final class MaxPool3d extends MaxPool {
  /** Makes a layer whose windows touch each other. */
  public MaxPool3d(long size) {
    this(size, MaxPoolOptions.defaults());
  }

  /** Makes a layer of windows of one size along all axes. */
  public MaxPool3d(long size, MaxPoolOptions options) {
    this(new long[] {size}, options);
  }

  /**
   * Makes a layer.
   *
   * @param size entries of a window: one number for all axes, or one for each
   */
  public MaxPool3d(long[] size, MaxPoolOptions options) {
    super("MaxPool3d", 3, size, options);
  }
}
