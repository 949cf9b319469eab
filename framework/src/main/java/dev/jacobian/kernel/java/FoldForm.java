package dev.jacobian.kernel.java;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import java.util.Arrays;
import java.util.List;

/**
 * What the loops of a reduction depend on, and in which order they combine: {@link
 * dev.jacobian.kernel.Store.Reduce} has the order of sums. Sums of floats add up to four elements
 * in float, which is as accurate as the float that they end in, and go on in double: conversions
 * cost more than additions. These four are a quarter of the run apart, so that a vector of them is
 * four vectors of neighbours. Runs are combined in strands, which the processor works on at the
 * same time, unless HotSpot makes vector instructions of the plain loop, as it does of extremes of
 * floats and sums of integers, or the order matters, as that of products.
 *
 * @param element the type of the elements: float32, float64, or int64 for all that lies in longs
 */
record FoldForm(Reducer reduction, DType element) {
  /** The types that arrays of elements have. */
  private static final List<DType> ELEMENTS = List.of(DType.FLOAT32, DType.FLOAT64, DType.INT64);

  /** Returns all forms. */
  static List<FoldForm> all() {
    return Arrays.stream(Reducer.values())
        .flatMap(reduction -> ELEMENTS.stream().map(dtype -> new FoldForm(reduction, dtype)))
        .toList();
  }

  /** Returns the type of totals. */
  DType total() {
    return element.isFloating() ? DType.FLOAT64 : DType.INT64;
  }

  /** Returns the type in which a run's elements are combined: extremes are exact in their own. */
  DType strand() {
    return reduction.isExtreme() ? element : total();
  }

  /** Returns {@link FoldLoops#group}. */
  int group() {
    if (element != DType.FLOAT32) {
      return 1;
    }
    return switch (reduction) {
      case SUM -> 4;
      case PRODUCT -> 1;
      case MAX, MIN -> Integer.MAX_VALUE;
    };
  }

  /** Returns how many elements become one before they are combined with others. */
  int term() {
    return reduction.isExtreme() ? 1 : group();
  }

  /** Returns from how many elements on a run has several strands, if there are any. */
  int few() {
    return strands() * term();
  }

  /** Returns how many strands a run has that is not short. */
  int strands() {
    return switch (reduction) {
      case SUM -> element.isFloating() ? 16 : 1;
      case PRODUCT -> 1;
      case MAX, MIN -> element == DType.FLOAT32 ? 1 : 4;
    };
  }
}
