package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Numbers;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;

/**
 * Conversion of floating point to integers as Java casts: towards zero, limited to the range, NaN
 * to 0. What a processor makes of numbers outside the range is its own affair, so they are limited
 * first, in float64, which holds all bounds but one: int64's upper bound is not a double, so
 * numbers from 2^63 on are brought to the largest double below and what is missing is added.
 */
final class IntegerCasts {
  private static final double BEYOND = 0x1p63;
  private static final double LARGEST_BELOW = BEYOND - 1024;

  private final NativeCalls calls;
  private final Copies copies;

  IntegerCasts(NativeCalls calls, Copies copies) {
    this.calls = calls;
    this.copies = copies;
  }

  /** Converts all elements of a floating operand that is not empty. */
  void apply(Operand x, Operand z, Temporaries temporaries) {
    Shape shape = Shape.of(x.shape().size());
    Operand wide = temporaries.allocate(DType.FLOAT64, shape);
    copies.copy(x, wide);
    View view = calls.view(wide);
    calls.scalar(Numbers.SCALAR_REPLACE_NANS, view, calls.number(DType.FLOAT64, 0), view);
    if (z.dtype() == DType.INT32) {
      limit(view, Integer.MIN_VALUE, Integer.MAX_VALUE);
      copies.copy(wide, z);
      return;
    }
    Operand isBeyond = temporaries.allocate(DType.BOOL, shape);
    calls.compareScalar(
        Numbers.scalar(BinaryFunction.GE),
        view,
        calls.number(DType.FLOAT64, BEYOND),
        calls.view(isBeyond));
    limit(view, -BEYOND, LARGEST_BELOW);
    copies.copy(wide, z);
    Operand missing = temporaries.allocate(DType.INT64, shape);
    copies.copy(isBeyond, missing);
    View rest = calls.view(missing);
    calls.scalar(Numbers.scalar(BinaryFunction.MUL), rest, calls.number(DType.INT64, 1023), rest);
    View result = calls.view(z, shape);
    calls.pairwise(Numbers.pairwise(BinaryFunction.ADD), result, rest, result);
  }

  private void limit(View view, double low, double high) {
    calls.scalar(
        Numbers.scalar(BinaryFunction.MAXIMUM), view, calls.number(DType.FLOAT64, low), view);
    calls.scalar(
        Numbers.scalar(BinaryFunction.MINIMUM), view, calls.number(DType.FLOAT64, high), view);
  }
}
