package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;

/**
 * Convolution over depth, height and width, see {@link Conv}. Input {@code [n, in, depth, height,
 * width]}, output {@code [n, out, depth, height, width]}. PyTorch equivalent: {@code
 * torch.nn.Conv3d}.
 */
public final class Conv3d extends Conv {
  /** Makes a layer with PyTorch's defaults, initialised from the thread's default generator. */
  public Conv3d(long inChannels, long outChannels, long kernel) {
    this(inChannels, outChannels, kernel, ConvOptions.defaults());
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public Conv3d(long inChannels, long outChannels, long kernel, ConvOptions options) {
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
  public Conv3d(
      long inChannels, long outChannels, long[] kernel, ConvOptions options, Generator generator) {
    super("Conv3d", 3, inChannels, outChannels, kernel, options, generator);
  }
}
