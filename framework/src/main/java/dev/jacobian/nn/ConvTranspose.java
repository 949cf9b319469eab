package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Transposed convolution: each element of the input adds the weights, times itself, to a window of
 * the output, so that sizes grow by the stride. Parameters {@code weight [in, out / groups,
 * kernel...]} and {@code bias [out]}. Input and output may be without the axis of the batch.
 */
public abstract sealed class ConvTranspose extends Convolving
    permits ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
  private final ConvTransposeOptions options;

  ConvTranspose(
      String name,
      int axes,
      long inChannels,
      long outChannels,
      long[] kernel,
      ConvTransposeOptions options,
      Generator generator) {
    super(
        name,
        axes,
        inChannels,
        outChannels,
        kernel,
        options.groups(),
        true,
        options.bias(),
        options.dtype(),
        generator);
    this.options = options;
    require("stride", options.stride(), 1, axes);
    require("padding", options.padding(), 0, axes);
    require("outputPadding", options.outputPadding(), 0, axes);
    require("dilation", options.dilation(), 1, axes);
  }

  /** Returns what the layer was asked for. */
  public final ConvTransposeOptions options() {
    return options;
  }

  /**
   * Returns the transposed convolution of the input.
   *
   * @throws ShapeException if it has other axes or channels than the layer
   * @throws DTypeException if its dtype is not the parameters'
   */
  @Override
  public final Tensor forward(Tensor input) {
    Tensor kernel = weightFor(input);
    try (Autograd.Guard layer = enter()) {
      return input.convTranspose(
          kernel,
          biasTensor(),
          array(options.stride()),
          array(options.padding()),
          array(options.outputPadding()),
          array(options.dilation()),
          options.groups());
    } catch (ShapeException e) {
      throw named(e);
    }
  }
}
