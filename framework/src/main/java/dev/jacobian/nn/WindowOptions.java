package dev.jacobian.nn;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import java.util.List;

/**
 * The windows of {@link Unfold} and {@link Fold}. Lists have one number for both axes, or one for
 * rows and one for columns.
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
    @Option(min = 1) List<Long> dilation,
    @Option(min = 0) List<Long> padding,
    @Option(min = 1) List<Long> stride) {
  /** Copies the lists and checks the ranges. */
  public WindowOptions {
    dilation = both("dilation", dilation);
    padding = both("padding", padding);
    stride = both("stride", stride);
    OptionRanges.require(WindowOptions.class, kernelHeight, kernelWidth, dilation, padding, stride);
  }

  private static List<Long> both(String name, List<Long> numbers) {
    if (numbers.size() != 1 && numbers.size() != 2) {
      throw new OptionException(
          "Window: " + name + " " + numbers, "one number, or one for rows and one for columns");
    }
    return List.copyOf(numbers);
  }

  /** Returns PyTorch's defaults with a square window: dilation 1, no padding, stride 1. */
  public static WindowOptions of(long kernel) {
    return of(kernel, kernel);
  }

  /** Returns PyTorch's defaults with a window. */
  public static WindowOptions of(long kernelHeight, long kernelWidth) {
    return new WindowOptions(kernelHeight, kernelWidth, List.of(1L), List.of(0L), List.of(1L));
  }

  /** Returns these options with another dilation. */
  public WindowOptions withDilation(long... value) {
    return new WindowOptions(kernelHeight, kernelWidth, ConvOptions.list(value), padding, stride);
  }

  /** Returns these options with other zeros around the image. */
  public WindowOptions withPadding(long... value) {
    return new WindowOptions(kernelHeight, kernelWidth, dilation, ConvOptions.list(value), stride);
  }

  /** Returns these options with another stride. */
  public WindowOptions withStride(long... value) {
    return new WindowOptions(kernelHeight, kernelWidth, dilation, padding, ConvOptions.list(value));
  }

  /** Returns the windows along rows, 0, or columns, 1. */
  Axis axis(int axis) {
    return new Axis(
        axis == 0 ? kernelHeight : kernelWidth,
        dilation.get(Math.min(axis, dilation.size() - 1)),
        padding.get(Math.min(axis, padding.size() - 1)),
        stride.get(Math.min(axis, stride.size() - 1)));
  }

  /** Windows along one axis. */
  record Axis(long kernel, long dilation, long padding, long stride) {
    /** Returns how many places of the image a window reaches over. */
    long span() {
      return (kernel - 1) * dilation + 1;
    }

    /** Returns how many windows there are; none if it is less than one. */
    long count(long size) {
      return Math.floorDiv(size + 2 * padding - span(), stride) + 1;
    }
  }

  /** Returns what a window reaches over, as errors tell it. */
  String span() {
    return "[" + axis(0).span() + ", " + axis(1).span() + "]";
  }
}
