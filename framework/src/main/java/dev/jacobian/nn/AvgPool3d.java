package dev.jacobian.nn;

/**
 * The mean of each window over depth, height and width. Input and output {@code [n, channels,
 * depth, height, width]}. PyTorch equivalent: {@code torch.nn.AvgPool3d}.
 */
public final class AvgPool3d extends AvgPool {
  /** Makes a layer whose windows touch each other. */
  public AvgPool3d(long size) {
    this(size, AvgPoolOptions.defaults());
  }

  /** Makes a layer of windows of one size along all axes. */
  public AvgPool3d(long size, AvgPoolOptions options) {
    this(new long[] {size}, options);
  }

  /**
   * Makes a layer.
   *
   * @param size entries of a window: one number for all axes, or one for each
   */
  public AvgPool3d(long[] size, AvgPoolOptions options) {
    super("AvgPool3d", 3, size, options);
  }
}
