package dev.jacobian.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a layer of average pooling may be asked for: {@link AvgPool2d} and its kin. Lists have one
 * number for all axes, or one for each.
 *
 * @param stride distance of neighbouring windows, or null for the windows' size
 * @param padding zeros around the input at both ends, at most half of the size
 * @param ceilMode whether a last window may hang over further, if it begins inside
 * @param countIncludePad whether zeros of the padding count in the mean
 */
public record AvgPoolOptions(
    @Nullable List<Long> stride, List<Long> padding, boolean ceilMode, boolean countIncludePad) {
  /** Copies the lists. */
  public AvgPoolOptions {
    stride = stride == null ? null : List.copyOf(stride);
    padding = List.copyOf(padding);
  }

  /** Returns PyTorch's defaults: windows that touch each other; padding would count. */
  public static AvgPoolOptions defaults() {
    return new AvgPoolOptions(null, List.of(0L), false, true);
  }

  /** Returns these options with another stride. */
  public AvgPoolOptions withStride(long... value) {
    return new AvgPoolOptions(ConvOptions.list(value), padding, ceilMode, countIncludePad);
  }

  /** Returns these options with another padding. */
  public AvgPoolOptions withPadding(long... value) {
    return new AvgPoolOptions(stride, ConvOptions.list(value), ceilMode, countIncludePad);
  }

  /** Returns these options with or without windows that hang over. */
  public AvgPoolOptions withCeilMode(boolean value) {
    return new AvgPoolOptions(stride, padding, value, countIncludePad);
  }

  /** Returns these options with means that count the padding or do not. */
  public AvgPoolOptions withCountIncludePad(boolean value) {
    return new AvgPoolOptions(stride, padding, ceilMode, value);
  }
}
