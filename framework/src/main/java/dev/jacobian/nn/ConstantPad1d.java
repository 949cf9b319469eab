package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * A number around the last axis. Shapes and numbers: {@link PadLayer}. PyTorch equivalent: {@code
 * torch.nn.ConstantPad1d}.
 */
public final class ConstantPad1d extends PadLayer {
  /** Makes a layer with as many entries at all ends. */
  public ConstantPad1d(long padding, double value) {
    this(new long[] {padding}, value);
  }

  /**
   * Makes a layer.
   *
   * @param value what the entries are
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 2 numbers, or one is negative
   */
  public ConstantPad1d(long[] padding, double value) {
    super("ConstantPad1d", 1, PaddingMode.ZEROS, value, padding);
  }
}
