package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * Zeros around the last 2 axes. Shapes and numbers: {@link PadLayer}. PyTorch equivalent: {@code
 * torch.nn.ZeroPad2d}.
 */
public final class ZeroPad2d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 4 numbers, or one is negative
   */
  public ZeroPad2d(long... padding) {
    super("ZeroPad2d", 2, PaddingMode.ZEROS, 0, padding);
  }
}
