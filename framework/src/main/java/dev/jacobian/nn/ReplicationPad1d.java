package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * The first and last elements of the last axis repeated: {@code a a | a b c | c c}. Shapes and
 * numbers: {@link PadLayer}. PyTorch equivalent: {@code torch.nn.ReplicationPad1d}.
 */
public final class ReplicationPad1d extends PadLayer {
  /**
   * Makes a layer.
   *
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 2 numbers, or one is negative
   */
  public ReplicationPad1d(long... padding) {
    super("ReplicationPad1d", 1, PaddingMode.REPLICATE, 0, padding);
  }
}
