package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;

/**
 * The largest entries of as many windows as there are to be, whatever the size of the input: {@link
 * Tensor#adaptiveMaxPool}. Input {@code [n, channels, length]}, output {@code [n, channels,
 * outputLength]}. PyTorch equivalent: {@code torch.nn.AdaptiveMaxPool1d}.
 */
public final class AdaptiveMaxPool1d extends AdaptivePool {
  /**
   * Makes a layer.
   *
   * @param length windows along the length
   */
  public AdaptiveMaxPool1d(long length) {
    super("AdaptiveMaxPool1d", Tensor::adaptiveMaxPool, length);
  }
}
