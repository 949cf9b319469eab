package dev.jacobian.device;

import dev.jacobian.shape.Shape;
import java.util.List;

/**
 * Where the windows of a convolution lie. Tap k of window o is at {@code o * stride + k * dilation
 * - padding} along each axis, which has nothing to add where that is outside of the input. The
 * lists have an entry for each spatial axis, of which there are one to three.
 *
 * @param input the sizes of the input's spatial axes
 * @param kernel how many taps a window has
 * @param stride distance of neighbouring windows, at least 1
 * @param padding how far windows hang over at both ends, not negative
 * @param dilation distance of neighbouring taps, at least 1
 * @param groups parts of the channels that have nothing to do with each other
 */
public record ConvolutionShape(
    List<Long> input,
    List<Long> kernel,
    List<Long> stride,
    List<Long> padding,
    List<Long> dilation,
    long groups) {
  /** Copies the lists. */
  public ConvolutionShape {
    input = List.copyOf(input);
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    dilation = List.copyOf(dilation);
  }

  /** Returns the number of spatial axes. */
  public int axes() {
    return input.size();
  }

  /** Returns the entries of an axis that a window spans, from its first tap to its last. */
  public long span(int axis) {
    return dilation.get(axis) * (kernel.get(axis) - 1) + 1;
  }

  /** Returns how many windows fit along an axis; below 1 if none does. */
  public long windows(int axis) {
    long rest = input.get(axis) + 2 * padding.get(axis) - span(axis);
    return Math.floorDiv(rest, stride.get(axis)) + 1;
  }

  /** Returns how many taps a window has. */
  public long taps() {
    return kernel.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }

  /** Returns whether windows are single elements, each of which is one of the input's. */
  public boolean isPointwise() {
    return taps() == 1
        && stride.stream().allMatch(s -> s == 1)
        && padding.stream().allMatch(p -> p == 0);
  }

  /**
   * Returns the shape of a part.
   *
   * @param first the size of its first axis: of the batch, or the output channels of the weight
   * @param channels the size of its second axis
   */
  public Shape shape(ConvolutionPart part, long first, long channels) {
    long[] dims = new long[axes() + 2];
    dims[0] = first;
    dims[1] = channels;
    for (int axis = 0; axis < axes(); axis++) {
      dims[axis + 2] =
          switch (part) {
            case INPUT -> input.get(axis);
            case WEIGHT -> kernel.get(axis);
            case OUTPUT -> windows(axis);
          };
    }
    return Shape.of(dims);
  }
}
