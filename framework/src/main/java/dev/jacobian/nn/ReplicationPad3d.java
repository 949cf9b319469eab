package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * The first and last elements of the last 3 axes repeated: {@code a a | a b c | c c}. Shapes and
 * numbers: {@link PadLayer}. PyTorch equivalent: {@code torch.nn.ReplicationPad3d}.
 */
public final class ReplicationPad3d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 6 numbers, or one is negative
   */
  public ReplicationPad3d(long... padding) {
    super("ReplicationPad3d", 3, PaddingMode.REPLICATE, 0, padding);
  }
}
