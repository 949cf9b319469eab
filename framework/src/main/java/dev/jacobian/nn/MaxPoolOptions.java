package dev.jacobian.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a layer of maximum pooling may be asked for: {@link MaxPool2d} and its kin. Lists have one
 * number for all axes, or one for each.
 *
 * @param stride distance of neighbouring windows, or null for the windows' size
 * @param padding how far windows hang over at both ends, at most half of the size
 * @param dilation distance of a window's entries
 * @param ceilMode whether a last window may hang over further, if it begins inside
 */
public record MaxPoolOptions(
    @Nullable List<Long> stride, List<Long> padding, List<Long> dilation, boolean ceilMode) {
  /** Copies the lists. */
  public MaxPoolOptions {
    stride = stride == null ? null : List.copyOf(stride);
    padding = List.copyOf(padding);
    dilation = List.copyOf(dilation);
  }

  /** Returns PyTorch's defaults: windows that touch each other, without padding. */
  public static MaxPoolOptions defaults() {
    return new MaxPoolOptions(null, List.of(0L), List.of(1L), false);
  }

  /** Returns these options with another stride. */
  public MaxPoolOptions withStride(long... value) {
    return new MaxPoolOptions(ConvOptions.list(value), padding, dilation, ceilMode);
  }

  /** Returns these options with another padding. */
  public MaxPoolOptions withPadding(long... value) {
    return new MaxPoolOptions(stride, ConvOptions.list(value), dilation, ceilMode);
  }

  /** Returns these options with another dilation. */
  public MaxPoolOptions withDilation(long... value) {
    return new MaxPoolOptions(stride, padding, ConvOptions.list(value), ceilMode);
  }

  /** Returns these options with or without windows that hang over. */
  public MaxPoolOptions withCeilMode(boolean value) {
    return new MaxPoolOptions(stride, padding, dilation, value);
  }
}
