package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * The elements of the last 3 axes mirrored at both ends, which are not repeated: {@code c b | a b c
 * | b a}. Shapes and numbers: {@link PadLayer}. PyTorch equivalent: {@code
 * torch.nn.ReflectionPad3d}.
 */
public final class ReflectionPad3d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 6 numbers, or one is negative
   */
  public ReflectionPad3d(long... padding) {
    super("ReflectionPad3d", 3, PaddingMode.REFLECT, 0, padding);
  }
}
