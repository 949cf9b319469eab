package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * The elements of the last 2 axes again, from the other end: {@code b c | a b c | a b}. Shapes and
 * numbers: {@link PadLayer}. PyTorch equivalent: {@code torch.nn.CircularPad2d}.
 */
public final class CircularPad2d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 4 numbers, or one is negative
   */
  public CircularPad2d(long... padding) {
    super("CircularPad2d", 2, PaddingMode.CIRCULAR, 0, padding);
  }
}
