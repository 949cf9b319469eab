package dev.jacobian.nn;

/**
 * The mean of each window over a length. Input and output {@code [n, channels, length]}. PyTorch
 * equivalent: {@code torch.nn.AvgPool1d}.
 */
public final class AvgPool1d extends AvgPool {
  /** Makes a layer whose windows touch each other. */
  public AvgPool1d(long size) {
    this(size, AvgPoolOptions.defaults());
  }

  /** Makes a layer of windows of one size along all axes. */
  public AvgPool1d(long size, AvgPoolOptions options) {
    this(new long[] {size}, options);
  }

  /**
   * Makes a layer.
   *
   * @param size entries of a window: one number for all axes, or one for each
   */
  public AvgPool1d(long[] size, AvgPoolOptions options) {
    super("AvgPool1d", 1, size, options);
  }
}
