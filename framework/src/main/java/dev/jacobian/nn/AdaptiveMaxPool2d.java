package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;

/**
 * The largest entries of as many windows as there are to be, whatever the size of the input: {@link
 * Tensor#adaptiveMaxPool}. Input {@code [n, channels, height, width]}, output {@code [n, channels,
 * outputHeight, outputWidth]}. PyTorch equivalent: {@code torch.nn.AdaptiveMaxPool2d}.
 */
public final class AdaptiveMaxPool2d extends AdaptivePool {
  /** Makes a layer of as many windows in each direction. */
  public AdaptiveMaxPool2d(long size) {
    this(size, size);
  }

  /**
   * Makes a layer.
   *
   * @param height windows along the height
   * @param width windows along the width
   */
  public AdaptiveMaxPool2d(long height, long width) {
    super("AdaptiveMaxPool2d", Tensor::adaptiveMaxPool, height, width);
  }
}
