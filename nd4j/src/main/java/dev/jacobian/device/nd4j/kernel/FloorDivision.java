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
 * Division that rounds down and what it leaves, which libnd4j does not have for all types: from the
 * remainder of the division towards zero, by one less where that has another sign than the divisor.
 */
final class FloorDivision {
  private final NativeCalls calls;
  private final Copies copies;
  private final IntegerDivision division;
  private final SelectKernel selects;

  FloorDivision(NativeCalls calls, Copies copies) {
    this.calls = calls;
    this.copies = copies;
    this.division = new IntegerDivision(calls, copies);
    this.selects = new SelectKernel(calls, copies);
  }

  /** Computes {@code z = f(x, y)}, one of the two; x and y broadcast to the size of z. */
  void apply(BinaryFunction function, Term x, Term y, Operand z, Temporaries temporaries) {
    if (z.dtype().isFloating()) {
      floating(function, x, y, z, temporaries);
    } else {
      integer(function, x, y, z, temporaries);
    }
  }

  private void integer(
      BinaryFunction function, Term x, Term y, Operand z, Temporaries temporaries) {
    Shape flat = Shape.of(z.shape().size());
    Operand quotient = temporaries.allocate(z.dtype(), z.shape());
    division.apply(x, y, quotient, temporaries);
    Operand a = copies.stretched(x, z.shape(), temporaries);
    Operand b = copies.stretched(y, z.shape(), temporaries);
    Operand rest = temporaries.allocate(z.dtype(), z.shape());
    pair(BinaryFunction.MUL, quotient, b, rest);
    pair(BinaryFunction.SUB, a, rest, rest);
    Operand isLow = isOfOtherSign(rest, b, temporaries);
    if (function == BinaryFunction.REMAINDER) {
      restOf(rest, b, isLow, z, temporaries);
      return;
    }
    Operand less = temporaries.allocate(z.dtype(), flat);
    copies.copy(isLow, less);
    pair(BinaryFunction.SUB, quotient, less, z);
  }

  /** In float64, where the quotient of two float32 numbers is as good as exact. */
  private void floating(
      BinaryFunction function, Term x, Term y, Operand z, Temporaries temporaries) {
    Operand a = wide(x, z.shape(), temporaries);
    Operand b = wide(y, z.shape(), temporaries);
    Operand rest = temporaries.allocate(DType.FLOAT64, z.shape());
    calls.pairwise(Numbers.PAIR_FMOD, flat(a), flat(b), flat(rest));
    Operand isLow = isOfOtherSign(rest, b, temporaries);
    Operand result = temporaries.allocate(DType.FLOAT64, z.shape());
    if (function == BinaryFunction.REMAINDER) {
      restOf(rest, b, isLow, result, temporaries);
    } else {
      Operand less = temporaries.allocate(DType.FLOAT64, z.shape());
      copies.copy(isLow, less);
      Operand whole = temporaries.allocate(DType.FLOAT64, z.shape());
      pair(BinaryFunction.SUB, a, rest, whole);
      pair(BinaryFunction.DIV, whole, b, whole);
      pair(BinaryFunction.SUB, whole, less, whole);
      roundToNearest(whole);
      Operand isZero = temporaries.allocate(DType.BOOL, Shape.of(z.shape().size()));
      compare(BinaryFunction.EQ, b, isZero);
      pair(BinaryFunction.DIV, a, b, a);
      selects.apply(isZero, Term.of(a), Term.of(whole), result, temporaries);
    }
    copies.copy(result, z);
  }

  /** Returns a copy in float64 at each position of a shape. */
  private Operand wide(Term term, Shape shape, Temporaries temporaries) {
    Operand wide = temporaries.allocate(DType.FLOAT64, shape);
    copies.copy(copies.stretched(term, shape, temporaries), wide);
    return wide;
  }

  private void roundToNearest(Operand whole) {
    View view = flat(whole);
    calls.scalar(Numbers.scalar(BinaryFunction.ADD), view, calls.number(DType.FLOAT64, 0.5), view);
    calls.same(Numbers.SAME_FLOOR, view, view);
  }

  /** Writes {@code rest + b} where that is marked, else {@code rest}. */
  private void restOf(Operand rest, Operand b, Operand isLow, Operand z, Temporaries temporaries) {
    Operand raised = temporaries.allocate(rest.dtype(), rest.shape());
    pair(BinaryFunction.ADD, rest, b, raised);
    selects.apply(isLow, Term.of(raised), Term.of(rest), z, temporaries);
  }

  /** Returns where a remainder is not zero and of another sign than its divisor. */
  private Operand isOfOtherSign(Operand rest, Operand divisor, Temporaries temporaries) {
    Shape shape = Shape.of(rest.shape().size());
    Operand isNegative = temporaries.allocate(DType.BOOL, shape);
    Operand isDivisorNegative = temporaries.allocate(DType.BOOL, shape);
    Operand isNotZero = temporaries.allocate(DType.BOOL, shape);
    compare(BinaryFunction.LT, rest, isNegative);
    compare(BinaryFunction.LT, divisor, isDivisorNegative);
    compare(BinaryFunction.NE, rest, isNotZero);
    Operand differ = temporaries.allocate(DType.BOOL, shape);
    calls.compare(
        Numbers.pairwise(BinaryFunction.NE),
        flat(isNegative),
        flat(isDivisorNegative),
        flat(differ));
    pair(BinaryFunction.MUL, differ, isNotZero, differ);
    return differ;
  }

  /** Compares each element with zero. */
  private void compare(BinaryFunction function, Operand x, Operand z) {
    calls.compareScalar(Numbers.scalar(function), flat(x), calls.number(x.dtype(), 0), flat(z));
  }

  private void pair(BinaryFunction function, Operand x, Operand y, Operand z) {
    calls.pairwise(Numbers.pairwise(function), flat(x), flat(y), flat(z));
  }

  private View flat(Operand operand) {
    return calls.view(operand, Shape.of(operand.shape().size()));
  }
}
