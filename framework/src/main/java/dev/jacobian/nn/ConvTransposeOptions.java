package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import java.util.List;

/**
 * What a layer of transposed convolution may be asked for: {@link ConvTranspose2d} and its kin.
 * Lists have one number for all axes, or one for each.
 *
 * @param stride distance of neighbouring windows of the output
 * @param padding entries that are left out at both ends of the output
 * @param outputPadding entries that the output has in addition, at the end
 * @param dilation distance of neighbouring entries of a window
 * @param groups how many parts of the channels are convolved for themselves
 * @param bias whether a bias is added
 * @param dtype type of weight and bias, floating point
 */
public record ConvTransposeOptions(
    List<Long> stride,
    List<Long> padding,
    List<Long> outputPadding,
    List<Long> dilation,
    long groups,
    boolean bias,
    DType dtype) {
  /** Copies the lists. */
  public ConvTransposeOptions {
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    outputPadding = List.copyOf(outputPadding);
    dilation = List.copyOf(dilation);
  }

  /** Returns PyTorch's defaults: stride 1, no padding, one group, with bias, float32. */
  public static ConvTransposeOptions defaults() {
    List<Long> zero = List.of(0L);
    List<Long> one = List.of(1L);
    return new ConvTransposeOptions(one, zero, zero, one, 1, true, DType.FLOAT32);
  }

  /** Returns these options with another stride. */
  public ConvTransposeOptions withStride(long... value) {
    List<Long> list = ConvOptions.list(value);
    return new ConvTransposeOptions(list, padding, outputPadding, dilation, groups, bias, dtype);
  }

  /** Returns these options with another padding. */
  public ConvTransposeOptions withPadding(long... value) {
    List<Long> list = ConvOptions.list(value);
    return new ConvTransposeOptions(stride, list, outputPadding, dilation, groups, bias, dtype);
  }

  /** Returns these options with another output padding. */
  public ConvTransposeOptions withOutputPadding(long... value) {
    List<Long> list = ConvOptions.list(value);
    return new ConvTransposeOptions(stride, padding, list, dilation, groups, bias, dtype);
  }

  /** Returns these options with another dilation. */
  public ConvTransposeOptions withDilation(long... value) {
    List<Long> list = ConvOptions.list(value);
    return new ConvTransposeOptions(stride, padding, outputPadding, list, groups, bias, dtype);
  }

  /** Returns these options with another number of groups. */
  public ConvTransposeOptions withGroups(long value) {
    return new ConvTransposeOptions(stride, padding, outputPadding, dilation, value, bias, dtype);
  }

  /** Returns these options with or without bias. */
  public ConvTransposeOptions withBias(boolean value) {
    return new ConvTransposeOptions(stride, padding, outputPadding, dilation, groups, value, dtype);
  }

  /** Returns these options with another type. */
  public ConvTransposeOptions withDtype(DType value) {
    return new ConvTransposeOptions(stride, padding, outputPadding, dilation, groups, bias, value);
  }
}
