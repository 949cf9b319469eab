package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.PaddingMode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a layer that convolves may be asked for: {@link Conv2d} and its kin. Lists have one number
 * for all axes, or one for each.
 *
 * @param stride distance of neighbouring windows
 * @param padding entries around the input at both ends, or null for as many as give an output of
 *     the input's sizes (PyTorch's {@code "same"}), which needs a stride of 1
 * @param dilation distance of neighbouring entries of a window
 * @param groups how many parts of the channels are convolved for themselves; as many as channels
 *     make a depthwise convolution
 * @param bias whether a bias is added
 * @param paddingMode what the entries around the input are
 * @param dtype type of weight and bias, floating point
 */
public record ConvOptions(
    List<Long> stride,
    @Nullable List<Long> padding,
    List<Long> dilation,
    long groups,
    boolean bias,
    PaddingMode paddingMode,
    DType dtype) {
  /** Copies the lists. */
  public ConvOptions {
    stride = List.copyOf(stride);
    padding = padding == null ? null : List.copyOf(padding);
    dilation = List.copyOf(dilation);
  }

  /** Returns PyTorch's defaults: stride 1, no padding, one group, with bias, float32. */
  public static ConvOptions defaults() {
    return new ConvOptions(
        List.of(1L), List.of(0L), List.of(1L), 1, true, PaddingMode.ZEROS, DType.FLOAT32);
  }

  /** Returns these options with another stride. */
  public ConvOptions withStride(long... value) {
    return new ConvOptions(list(value), padding, dilation, groups, bias, paddingMode, dtype);
  }

  /** Returns these options with another padding. */
  public ConvOptions withPadding(long... value) {
    return new ConvOptions(stride, list(value), dilation, groups, bias, paddingMode, dtype);
  }

  /** Returns these options with a padding that gives an output of the input's sizes. */
  public ConvOptions withSamePadding() {
    return new ConvOptions(stride, null, dilation, groups, bias, paddingMode, dtype);
  }

  /** Returns these options with another dilation. */
  public ConvOptions withDilation(long... value) {
    return new ConvOptions(stride, padding, list(value), groups, bias, paddingMode, dtype);
  }

  /** Returns these options with another number of groups. */
  public ConvOptions withGroups(long value) {
    return new ConvOptions(stride, padding, dilation, value, bias, paddingMode, dtype);
  }

  /** Returns these options with or without bias. */
  public ConvOptions withBias(boolean value) {
    return new ConvOptions(stride, padding, dilation, groups, value, paddingMode, dtype);
  }

  /** Returns these options with another padding mode. */
  public ConvOptions withPaddingMode(PaddingMode value) {
    return new ConvOptions(stride, padding, dilation, groups, bias, value, dtype);
  }

  /** Returns these options with another type. */
  public ConvOptions withDtype(DType value) {
    return new ConvOptions(stride, padding, dilation, groups, bias, paddingMode, value);
  }

  static List<Long> list(long... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
