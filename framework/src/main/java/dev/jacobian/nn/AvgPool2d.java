package dev.jacobian.nn;

/**
 * The mean of each window over height and width. Input and output {@code [n, channels, height,
 * width]}. PyTorch equivalent: {@code torch.nn.AvgPool2d}.
 */
public final class AvgPool2d extends AvgPool {
  /** Makes a layer whose windows touch each other. */
  public AvgPool2d(long size) {
    this(size, AvgPoolOptions.defaults());
  }

  /** Makes a layer of windows of one size along all axes. */
  public AvgPool2d(long size, AvgPoolOptions options) {
    this(new long[] {size}, options);
  }

  /**
   * Makes a layer.
   *
   * @param size entries of a window: one number for all axes, or one for each
   */
  public AvgPool2d(long[] size, AvgPoolOptions options) {
    super("AvgPool2d", 2, size, options);
  }
}
