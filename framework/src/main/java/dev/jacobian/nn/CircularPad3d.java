package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * The elements of the last 3 axes again, from the other end: {@code b c | a b c | a b}. Shapes and
 * numbers: {@link PadLayer}. PyTorch equivalent: {@code torch.nn.CircularPad3d}.
 */
public final class CircularPad3d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 6 numbers, or one is negative
   */
  public CircularPad3d(long... padding) {
    super("CircularPad3d", 3, PaddingMode.CIRCULAR, 0, padding);
  }
}
