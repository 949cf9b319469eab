package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;

/**
 * Means of as many windows as there are to be, whatever the size of the input: {@link
 * Tensor#adaptiveAvgPool}. Input {@code [n, channels, height, width]}, output {@code [n, channels,
 * outputHeight, outputWidth]}. PyTorch equivalent: {@code torch.nn.AdaptiveAvgPool2d}.
 */
public final class AdaptiveAvgPool2d extends AdaptivePool {
  /** Makes a layer of as many windows in each direction. */
  public AdaptiveAvgPool2d(long size) {
    this(size, size);
  }

  /**
   * Makes a layer.
   *
   * @param height windows along the height
   * @param width windows along the width
   */
  public AdaptiveAvgPool2d(long height, long width) {
    super("AdaptiveAvgPool2d", Tensor::adaptiveAvgPool, height, width);
  }
}
