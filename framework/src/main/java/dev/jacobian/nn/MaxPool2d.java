package dev.jacobian.nn;

/**
 * The largest element of each window over height and width. Input and output {@code [n, channels,
 * height, width]}. PyTorch equivalent: {@code torch.nn.MaxPool2d}.
 */
public final class MaxPool2d extends MaxPool {
  /** Makes a layer whose windows touch each other. */
  public MaxPool2d(long size) {
    this(size, MaxPoolOptions.defaults());
  }

  /** Makes a layer of windows of one size along all axes. */
  public MaxPool2d(long size, MaxPoolOptions options) {
    this(new long[] {size}, options);
  }

  /**
   * Makes a layer.
   *
   * @param size entries of a window: one number for all axes, or one for each
   */
  public MaxPool2d(long[] size, MaxPoolOptions options) {
    super("MaxPool2d", 2, size, options);
  }
}
