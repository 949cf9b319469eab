package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * The elements of the last axis again, from the other end: {@code b c | a b c | a b}. Shapes and
 * numbers: {@link PadLayer}. PyTorch equivalent: {@code torch.nn.CircularPad1d}.
 */
public final class CircularPad1d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 2 numbers, or one is negative
   */
  public CircularPad1d(long... padding) {
    super("CircularPad1d", 1, PaddingMode.CIRCULAR, 0, padding);
  }
}
