package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Channels as places between those of the image, see {@link Tensor#pixelShuffle}. Input {@code [n,
 * channels * factor * factor, height, width]}, output {@code [n, channels, height * factor, width *
 * factor]}. Source: Shi et al., CVPR 2016. PyTorch equivalent: {@code torch.nn.PixelShuffle}.
 */
public final class PixelShuffle extends Module {
  private final int factor;

  /** Makes a layer that makes images larger by a factor. */
  public PixelShuffle(int factor) {
    super("PixelShuffle(" + factor + ")");
    this.factor = factor;
  }

  /**
   * Returns the larger image.
   *
   * @throws ShapeException if the square of the factor does not divide the channels
   */
  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.pixelShuffle(factor);
    } catch (ShapeException e) {
      throw named(e);
    }
  }
}
