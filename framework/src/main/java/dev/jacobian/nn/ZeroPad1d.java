package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * Zeros around the last axis. Shapes and numbers: {@link PadLayer}. PyTorch equivalent: {@code
 * torch.nn.ZeroPad1d}.
 */
public final class ZeroPad1d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 2 numbers, or one is negative
   */
  public ZeroPad1d(long... padding) {
    super("ZeroPad1d", 1, PaddingMode.ZEROS, 0, padding);
  }
}
