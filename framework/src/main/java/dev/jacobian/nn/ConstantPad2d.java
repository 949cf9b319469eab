package dev.jacobian.nn;

import dev.jacobian.tensor.PaddingMode;

/**
 * A number around the last 2 axes. Shapes and numbers: {@link PadLayer}. PyTorch equivalent: {@code
 * torch.nn.ConstantPad2d}.
 */
public final class ConstantPad2d extends PadLayer {
  /** Makes a layer with as many entries at all ends. */
  public ConstantPad2d(long padding, double value) {
    this(new long[] {padding}, value);
  }

  /**
   * Makes a layer.
   *
   * @param value what the entries are
   * @param padding how many entries, for all ends or for each, the last axis first
   * @throws dev.jacobian.shape.OptionException if there are not 1 or 4 numbers, or one is negative
   */
  public ConstantPad2d(long[] padding, double value) {
    super("ConstantPad2d", 2, PaddingMode.ZEROS, value, padding);
  }
}
