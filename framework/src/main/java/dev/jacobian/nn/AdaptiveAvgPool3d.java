package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;

/**
 * Means of as many windows as there are to be, whatever the size of the input: {@link
 * Tensor#adaptiveAvgPool}. Input {@code [n, channels, depth, height, width]}, output {@code [n,
 * channels, outputDepth, outputHeight, outputWidth]}. PyTorch equivalent: {@code
 * torch.nn.AdaptiveAvgPool3d}.
 */
public final class AdaptiveAvgPool3d extends AdaptivePool {
  /** Makes a layer of as many windows in each direction. */
  public AdaptiveAvgPool3d(long size) {
    this(size, size, size);
  }

  /**
   * Makes a layer.
   *
   * @param depth windows along the depth
   * @param height windows along the height
   * @param width windows along the width
   */
  public AdaptiveAvgPool3d(long depth, long height, long width) {
    super("AdaptiveAvgPool3d", Tensor::adaptiveAvgPool, depth, height, width);
  }
}
