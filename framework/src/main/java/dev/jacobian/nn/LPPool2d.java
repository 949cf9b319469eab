package dev.jacobian.nn;

/**
 * The p-norm of each window over height and width. Input and output {@code [n, channels, height,
 * width]}. PyTorch equivalent: {@code torch.nn.LPPool2d}.
 */
public final class LPPool2d extends LPPool {
  /**
   * Makes a layer whose windows touch each other.
   *
   * @param p which norm, above 0
   * @param size entries of a window: one number for all axes, or one for each
   */
  public LPPool2d(double p, long... size) {
    this(p, size, size, false);
  }

  /**
   * Makes a layer.
   *
   * @param p which norm, above 0
   * @param size entries of a window: one number for all axes, or one for each
   * @param stride distance of neighbouring windows
   * @param ceilMode whether a last window may hang over
   */
  public LPPool2d(double p, long[] size, long[] stride, boolean ceilMode) {
    super("LPPool2d", 2, p, size, stride, ceilMode);
  }
}
