package dev.jacobian.nn;

/**
 * The p-norm of each window over depth, height and width. Input and output {@code [n, channels,
 * depth, height, width]}. PyTorch equivalent: {@code torch.nn.LPPool3d}.
 */
public final class LPPool3d extends LPPool {
  /**
   * Makes a layer whose windows touch each other.
   *
   * @param p which norm, above 0
   * @param size entries of a window: one number for all axes, or one for each
   */
  public LPPool3d(double p, long... size) {
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
  public LPPool3d(double p, long[] size, long[] stride, boolean ceilMode) {
    super("LPPool3d", 3, p, size, stride, ceilMode);
  }
}
