package dev.jacobian.nn;

/**
 * The largest element of each window over a length. Input and output {@code [n, channels, length]}.
 * PyTorch equivalent: {@code torch.nn.MaxPool1d}.
 */
public final class MaxPool1d extends MaxPool {
  /** Makes a layer whose windows touch each other. */
  public MaxPool1d(long size) {
    this(size, MaxPoolOptions.defaults());
  }

  /** Makes a layer of windows of one size along all axes. */
  public MaxPool1d(long size, MaxPoolOptions options) {
    this(new long[] {size}, options);
  }

  /**
   * Makes a layer.
   *
   * @param size entries of a window: one number for all axes, or one for each
   */
  public MaxPool1d(long[] size, MaxPoolOptions options) {
    super("MaxPool1d", 1, size, options);
  }
}
