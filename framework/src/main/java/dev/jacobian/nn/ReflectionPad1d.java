package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * The elements of the last axis mirrored at both ends, which are not repeated: {@code c b | a b c |
 * b a}. Shapes and numbers: {@link PadLayer}. PyTorch equivalent: {@code torch.nn.ReflectionPad1d}.
 */
public final class ReflectionPad1d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 2 numbers, or one is negative
   */
  public ReflectionPad1d(long... padding) {
    super("ReflectionPad1d", 1, PaddingMode.REFLECT, 0, padding);
  }
}
