package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * The elements of the last 2 axes mirrored at both ends, which are not repeated: {@code c b | a b c
 * | b a}. Shapes and numbers: {@link PadLayer}. PyTorch equivalent: {@code
 * torch.nn.ReflectionPad2d}.
 */
public final class ReflectionPad2d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 4 numbers, or one is negative
   */
  public ReflectionPad2d(long... padding) {
    super("ReflectionPad2d", 2, PaddingMode.REFLECT, 0, padding);
  }
}
