package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.MainMemory;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Numbers;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;

/**
 * Division of integers, rounded towards zero. Processors stop a program that divides by zero, or
 * the smallest integer by -1; so a zero is refused first, and -1 is replaced by 1 with the dividend
 * negated.
 */
final class IntegerDivision {
  private static final int SAME_NEGATIVE = 3;
  private static final Shape ONE = Shape.of(1);

  private final NativeCalls calls;
  private final Copies copies;

  IntegerDivision(NativeCalls calls, Copies copies) {
    this.calls = calls;
    this.copies = copies;
  }

  /** Returns the error of a division by zero. */
  static DataException byZero(DType dtype) {
    return DataChecks.divisionByZero(dtype);
  }

  /** Computes {@code z = x / y}; x and y broadcast to the size of z. */
  void apply(Term x, Term y, Operand z, Temporaries temporaries) {
    DType dtype = z.dtype();
    Shape flat = Shape.of(z.shape().size());
    if (y.isNumber()) {
      if (y.number() == 0) {
        throw byZero(dtype);
      }
      Operand dividend = copies.stretched(x, z.shape(), temporaries);
      View from = calls.view(dividend, flat);
      if (y.number() == -1) {
        calls.same(SAME_NEGATIVE, from, calls.view(z, flat));
      } else {
        View number = calls.number(dtype, y.number());
        calls.scalar(Numbers.scalar(BinaryFunction.DIV), from, number, calls.view(z, flat));
      }
      return;
    }
    refuseZeros(y.elements(), temporaries);
    View dividend = calls.view(copies.stretched(x, z.shape(), temporaries), flat);
    View divisor = calls.view(copies.stretched(y, z.shape(), temporaries), flat);
    View isMinusOne = calls.view(temporaries.allocate(DType.BOOL, flat));
    View twice = calls.view(temporaries.allocate(dtype, flat));
    View safeDivisor = calls.view(temporaries.allocate(dtype, flat));
    calls.compareScalar(
        Numbers.scalar(BinaryFunction.EQ), divisor, calls.number(dtype, -1), isMinusOne);
    calls.assign(isMinusOne, twice);
    calls.scalar(Numbers.scalar(BinaryFunction.MUL), twice, calls.number(dtype, 2), twice);
    calls.pairwise(Numbers.pairwise(BinaryFunction.ADD), divisor, twice, safeDivisor);
    // From 2 where the divisor is -1 to a factor of -1 there, and of 1 elsewhere.
    calls.scalar(Numbers.reverseScalar(BinaryFunction.SUB), twice, calls.number(dtype, 1), twice);
    calls.pairwise(Numbers.pairwise(BinaryFunction.MUL), dividend, twice, twice);
    calls.pairwise(Numbers.pairwise(BinaryFunction.DIV), twice, safeDivisor, calls.view(z, flat));
  }

  private void refuseZeros(Operand divisor, Temporaries temporaries) {
    Shape flat = Shape.of(divisor.shape().size());
    Operand isZero = temporaries.allocate(DType.BOOL, flat);
    Operand hasZero = temporaries.allocate(DType.BOOL, ONE);
    calls.compareScalar(
        Numbers.scalar(BinaryFunction.EQ),
        calls.view(divisor, flat),
        calls.number(divisor.dtype(), 0),
        calls.view(isZero));
    calls.any(calls.view(isZero), calls.view(hasZero));
    boolean[] found = new boolean[1];
    MainMemory.read(calls.ops(), NativeCalls.block(hasZero), found, 0, 1);
    if (found[0]) {
      throw byZero(divisor.dtype());
    }
  }
}
