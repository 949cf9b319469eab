package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * Zeros around the last 3 axes. Shapes and numbers: {@link PadLayer}. PyTorch equivalent: {@code
 * torch.nn.ZeroPad3d}.
 */
public final class ZeroPad3d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 6 numbers, or one is negative
   */
  public ZeroPad3d(long... padding) {
    super("ZeroPad3d", 3, PaddingMode.ZEROS, 0, padding);
  }
}
