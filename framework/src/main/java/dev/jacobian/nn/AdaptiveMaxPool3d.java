package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;

/**
 * The largest entries of as many windows as there are to be, whatever the size of the input: {@link
 * Tensor#adaptiveMaxPool}. Input {@code [n, channels, depth, height, width]}, output {@code [n,
 * channels, outputDepth, outputHeight, outputWidth]}. PyTorch equivalent: {@code
 * torch.nn.AdaptiveMaxPool3d}.
 */
public final class AdaptiveMaxPool3d extends AdaptivePool {
  /** Makes a layer of as many windows in each direction. */
  public AdaptiveMaxPool3d(long size) {
    this(size, size, size);
  }

  /**
   * Makes a layer.
   *
   * @param depth windows along the depth
   * @param height windows along the height
   * @param width windows along the width
   */
  public AdaptiveMaxPool3d(long depth, long height, long width) {
    super("AdaptiveMaxPool3d", Tensor::adaptiveMaxPool, depth, height, width);
  }
}
