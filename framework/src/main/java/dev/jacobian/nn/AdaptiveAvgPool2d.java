package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Means of as many windows as there are to be, whatever the size of the input. Input {@code [n,
 * channels, height, width]}, output {@code [n, channels, outputHeight, outputWidth]}. PyTorch
 * equivalent: {@code torch.nn.AdaptiveAvgPool2d}.
 */
public final class AdaptiveAvgPool2d extends Module {
  private final long height;
  private final long width;

  /** Makes a layer of as many windows in each direction. */
  public AdaptiveAvgPool2d(long size) {
    this(size, size);
  }

  /**
   * Makes a layer.
   *
   * @param height windows over the height
   * @param width windows over the width
   */
  public AdaptiveAvgPool2d(long height, long width) {
    super("AdaptiveAvgPool2d(" + height + ", " + width + ")");
    this.height = height;
    this.width = width;
  }

  /**
   * Returns the means.
   *
   * @throws ShapeException if the input has no height and width, or there are to be no windows
   */
  @Override
  public Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return input.adaptiveAvgPool(height, width);
    } catch (ShapeException e) {
      throw named(e);
    }
  }
}
