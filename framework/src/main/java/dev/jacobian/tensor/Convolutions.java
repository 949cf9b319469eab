package dev.jacobian.tensor;

import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions over one to three axes. Inputs are {@code [n, channels, sizes...]}, or without n;
 * the numbers of each axis are given as one for all, or one for each.
 */
public sealed interface Convolutions extends Family permits Tensor {

  /** {@link #convolution} over a length, of stride 1 and without padding. */
  default Tensor conv1d(Tensor weight, @Nullable Tensor bias) {
    return conv1d(weight, bias, 1, 0, 1, 1);
  }

  /**
   * {@link #convolution} over a length: {@code [n, in, length]} by {@code [out, in / groups,
   * kernel]}. PyTorch equivalent: {@code torch.nn.functional.conv1d}.
   */
  default Tensor conv1d(
      Tensor weight, @Nullable Tensor bias, long stride, long padding, long dilation, long groups) {
    return Correlation.of(
        "conv1d", 1, self(), weight, bias, one(stride), one(padding), one(dilation), groups);
  }

  /** {@link #convolution} over height and width, of stride 1 and without padding. */
  default Tensor conv2d(Tensor weight, @Nullable Tensor bias) {
    return conv2d(weight, bias, 1, 0, 1, 1);
  }

  /**
   * {@link #convolution} over height and width: {@code [n, in, height, width]} by {@code [out, in /
   * groups, kernelHeight, kernelWidth]}. PyTorch equivalent: {@code torch.nn.functional.conv2d}.
   */
  default Tensor conv2d(
      Tensor weight, @Nullable Tensor bias, long stride, long padding, long dilation, long groups) {
    return Correlation.of(
        "conv2d", 2, self(), weight, bias, one(stride), one(padding), one(dilation), groups);
  }

  /** {@link #convolution} over depth, height and width, of stride 1 and without padding. */
  default Tensor conv3d(Tensor weight, @Nullable Tensor bias) {
    return conv3d(weight, bias, 1, 0, 1, 1);
  }

  /**
   * {@link #convolution} over depth, height and width. PyTorch equivalent: {@code
   * torch.nn.functional.conv3d}.
   */
  default Tensor conv3d(
      Tensor weight, @Nullable Tensor bias, long stride, long padding, long dilation, long groups) {
    return Correlation.of(
        "conv3d", 3, self(), weight, bias, one(stride), one(padding), one(dilation), groups);
  }

  /**
   * The sums of products with windows of the input: {@code y[n, o, w] = bias[o] + sum over c, k of
   * weight[o, c, k] x[n, c, w * stride + k * dilation - padding]}; zeros lie around the input. The
   * output has {@code (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1} entries
   * along an axis, rounded down. PyTorch equivalent: {@code torch.convolution}.
   *
   * @param weight {@code [out, in / groups, kernel...]}
   * @param bias {@code [out]}, or null for none
   * @param stride distance of neighbouring windows
   * @param padding zeros around the input, at both ends
   * @param dilation distance of neighbouring entries of a window
   * @param groups how many parts of the channels are convolved for themselves; must divide both
   * @throws ShapeException if the channels do not fit, or the kernel does not fit in the input
   * @throws DTypeException if the operands are not of one floating-point type
   */
  default Tensor convolution(
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    int axes = weight.shape().rank() - 2;
    return Correlation.of(
        "convolution", axes, self(), weight, bias, stride, padding, dilation, groups);
  }

  /**
   * The transposed convolution, whose gradient with respect to its input is {@link #convolution}:
   * each element of the input adds the weights, times itself, to a window of the output. The output
   * has {@code (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1}
   * entries along an axis. PyTorch equivalent: {@code torch.nn.functional.conv_transpose1d} to
   * {@code conv_transpose3d}.
   *
   * @param weight {@code [in, out / groups, kernel...]}
   * @param bias {@code [out]}, or null for none
   * @param stride distance of neighbouring windows
   * @param padding entries that are left out at both ends of the output
   * @param outputPadding entries that the output has in addition, at the end; less than the stride
   *     or the dilation
   * @param dilation distance of neighbouring entries of a window
   * @param groups how many parts of the channels are convolved for themselves; must divide both
   * @throws ShapeException if the channels do not fit, or nothing of the output is left
   * @throws DTypeException if the operands are not of one floating-point type
   */
  default Tensor convTranspose(
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long[] dilation,
      long groups) {
    return Correlation.transposed(
        self(), weight, bias, stride, padding, outputPadding, dilation, groups);
  }

  private static long[] one(long number) {
    return new long[] {number};
  }
}
