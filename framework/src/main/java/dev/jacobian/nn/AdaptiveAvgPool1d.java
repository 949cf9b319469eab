package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;

/**
 * Means of as many windows as there are to be, whatever the size of the input: {@link
 * Tensor#adaptiveAvgPool}. Input {@code [n, channels, length]}, output {@code [n, channels,
 * outputLength]}. PyTorch equivalent: {@code torch.nn.AdaptiveAvgPool1d}.
 */
public final class AdaptiveAvgPool1d extends AdaptivePool {
  /**
   * Makes a layer.
   *
   * @param length windows along the length
   */
  public AdaptiveAvgPool1d(long length) {
    super("AdaptiveAvgPool1d", Tensor::adaptiveAvgPool, length);
  }
}
