package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The last axes of an input, which a layer normalises together.
 *
 * @param shape their sizes
 */
record LastAxes(Shape shape) {
  /** Returns the axes of these sizes, which are 1 or more. */
  static LastAxes of(Module layer, long... sizes) {
    if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
      throw layer.named(
          new OptionException(
              "a layer without elements to normalise", "at least one size, each 1 or more"));
    }
    return new LastAxes(Shape.of(sizes));
  }

  static String join(long[] sizes) {
    return Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(", "));
  }

  /** Returns the axes, counted from the end. */
  int[] axes() {
    return IntStream.range(-shape.rank(), 0).toArray();
  }

  /** Checks that an input ends in these sizes. */
  void requireFit(Module layer, Shape input) {
    int leading = input.rank() - shape.rank();
    if (leading < 0
        || !Shape.of(Arrays.copyOfRange(input.dims(), leading, input.rank())).equals(shape)) {
      throw layer.named(new ShapeException("input " + input, "[..., " + join(shape.dims()) + "]"));
    }
  }
}
