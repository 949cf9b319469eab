package dev.jacobian.nn;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;

/**
 * The windows of {@link Unfold} and {@link Fold}.
 *
 * @param kernelHeight rows of a window
 * @param kernelWidth columns of a window
 * @param dilation places from one element of a window to the next
 * @param padding zeros around the image
 * @param stride places from one window to the next
 */
public record WindowOptions(
    @Option(min = 1) long kernelHeight,
    @Option(min = 1) long kernelWidth,
    @Option(min = 1) long dilation,
    @Option(min = 0) long padding,
    @Option(min = 1) long stride) {
  /** Checks the ranges. */
  public WindowOptions {
    OptionRanges.require(WindowOptions.class, kernelHeight, kernelWidth, dilation, padding, stride);
  }

  /** Returns PyTorch's defaults with a square window: dilation 1, no padding, stride 1. */
  public static WindowOptions of(long kernel) {
    return of(kernel, kernel);
  }

  /** Returns PyTorch's defaults with a window. */
  public static WindowOptions of(long kernelHeight, long kernelWidth) {
    return new WindowOptions(kernelHeight, kernelWidth, 1, 0, 1);
  }

  /** Returns these options with another dilation. */
  public WindowOptions withDilation(long value) {
    return new WindowOptions(kernelHeight, kernelWidth, value, padding, stride);
  }

  /** Returns these options with other zeros around the image. */
  public WindowOptions withPadding(long value) {
    return new WindowOptions(kernelHeight, kernelWidth, dilation, value, stride);
  }

  /** Returns these options with another stride. */
  public WindowOptions withStride(long value) {
    return new WindowOptions(kernelHeight, kernelWidth, dilation, padding, value);
  }

  /** Returns how many rows of the image a window reaches over. */
  long spanHeight() {
    return (kernelHeight - 1) * dilation + 1;
  }

  /** Returns how many columns of the image a window reaches over. */
  long spanWidth() {
    return (kernelWidth - 1) * dilation + 1;
  }

  /** Returns both, as errors tell them. */
  String span() {
    return "[" + spanHeight() + ", " + spanWidth() + "]";
  }

  /** Returns how many windows lie below each other; none if it is less than one. */
  long rows(long height) {
    return Math.floorDiv(height + 2 * padding - spanHeight(), stride) + 1;
  }

  /** Returns how many windows lie side by side; none if it is less than one. */
  long columns(long width) {
    return Math.floorDiv(width + 2 * padding - spanWidth(), stride) + 1;
  }
}
