package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;

/**
 * Transposed convolution over depth, height and width, see {@link ConvTranspose}. Input {@code [n,
 * in, depth, height, width]}, output {@code [n, out, depth, height, width]}. PyTorch equivalent:
 * {@code torch.nn.ConvTranspose3d}.
 */
public final class ConvTranspose3d extends ConvTranspose {
  /** Makes a layer with PyTorch's defaults, initialised from the thread's default generator. */
  public ConvTranspose3d(long inChannels, long outChannels, long kernel) {
    this(inChannels, outChannels, kernel, ConvTransposeOptions.defaults());
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public ConvTranspose3d(
      long inChannels, long outChannels, long kernel, ConvTransposeOptions options) {
    this(inChannels, outChannels, new long[] {kernel}, options, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param inChannels the size of the input's second axis
   * @param outChannels the size of the output's second axis
   * @param kernel the sizes of a window: one number for all axes, or one for each
   * @throws OptionException if an option is out of range, or the groups do not divide the channels
   */
  public ConvTranspose3d(
      long inChannels,
      long outChannels,
      long[] kernel,
      ConvTransposeOptions options,
      Generator generator) {
    super("ConvTranspose3d", 3, inChannels, outChannels, kernel, options, generator);
  }
}
