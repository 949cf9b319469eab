package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Larger images: each spatial size times a factor. Input {@code [n, channels, sizes...]}, output
 * {@code [n, channels, factor * sizes...]}. PyTorch equivalent: {@code torch.nn.Upsample}, {@code
 * torch.nn.UpsamplingNearest2d} and {@code torch.nn.UpsamplingBilinear2d} with a {@code
 * scale_factor}; the last one is {@link Mode#LINEAR_ALIGNED}.
 */
public final class Upsample extends Module {
  private final int factor;
  private final Mode mode;

  /** What lies between the elements of the input. */
  public enum Mode {
    /** The element that a place falls on. */
    NEAREST,
    /** Straight lines; PyTorch's linear, bilinear and trilinear. */
    LINEAR,
    /** Straight lines that begin and end at the first and last elements: {@code align_corners}. */
    LINEAR_ALIGNED
  }

  /** Makes a layer that repeats elements. */
  public Upsample(int factor) {
    this(factor, Mode.NEAREST);
  }

  /**
   * Makes a layer.
   *
   * @param factor how many times larger each size becomes
   * @throws OptionException if the factor is below 1
   */
  public Upsample(int factor, Mode mode) {
    super("Upsample(" + factor + ", " + mode + ")");
    if (factor < 1) {
      throw named(new OptionException("factor " + factor, "1 or more"));
    }
    this.factor = factor;
    this.mode = mode;
  }

  /**
   * Returns the larger image.
   *
   * @throws ShapeException if the input has no spatial axes
   */
  @Override
  public Tensor forward(Tensor input) {
    int axes = input.shape().rank() - 2;
    if (axes < 1) {
      throw named(new ShapeException("input " + input.shape(), "[n, channels, sizes...]"));
    }
    long[] sizes = new long[axes];
    for (int axis = 0; axis < axes; axis++) {
      sizes[axis] = factor * input.size(axis + 2);
    }
    try (Autograd.Guard layer = enter()) {
      return mode == Mode.NEAREST
          ? input.resizeNearest(sizes)
          : input.resizeLinear(mode == Mode.LINEAR_ALIGNED, sizes);
    }
  }
}
