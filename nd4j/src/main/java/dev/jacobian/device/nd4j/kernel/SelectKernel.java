package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Numbers;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.Types;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;

/**
 * The choice between two values. libnd4j's own ops for it take half a microsecond for an element;
 * here it is arithmetic on the bits as integers, {@code mask * a + (1 - mask) * b} with a mask of 0
 * and 1, which is exact for any element, NaNs and infinities too.
 */
final class SelectKernel {
  private final NativeCalls calls;
  private final Copies copies;

  SelectKernel(NativeCalls calls, Copies copies) {
    this.calls = calls;
    this.copies = copies;
  }

  /** Computes {@code z = condition ? x : y}; all broadcast to the size of z. */
  void apply(Operand condition, Term x, Term y, Operand z, Temporaries temporaries) {
    DType bits = Types.bitsOf(z.dtype());
    Shape flat = Shape.of(z.shape().size());
    Operand mask = temporaries.allocate(bits, flat);
    copies.copy(copies.stretched(Term.of(condition), z.shape(), temporaries), mask);
    View output = calls.bits(z, flat);
    if (isZero(x) && isZero(y)) {
      copies.fill(z, 0);
    } else if (isZero(y)) {
      multiply(mask, x, z, output, temporaries);
    } else if (isZero(x)) {
      invert(mask);
      multiply(mask, y, z, output, temporaries);
    } else {
      View chosen = calls.view(temporaries.allocate(bits, flat));
      View other = calls.view(temporaries.allocate(bits, flat));
      multiply(mask, x, z, chosen, temporaries);
      invert(mask);
      multiply(mask, y, z, other, temporaries);
      // One of the two is zero at each position.
      BinaryFunction join = bits == DType.BOOL ? BinaryFunction.MAXIMUM : BinaryFunction.ADD;
      calls.pairwise(Numbers.pairwise(join), chosen, other, output);
    }
  }

  private static boolean isZero(Term term) {
    return term.isNumber() && bitsOf(term) == 0;
  }

  private static long bitsOf(Term number) {
    return switch (number.dtype()) {
      case FLOAT32 -> Float.floatToRawIntBits((float) number.number());
      case FLOAT64 -> Double.doubleToRawLongBits(number.number());
      case INT32, INT64, BOOL -> (long) number.number();
    };
  }

  /** Writes the bits of a term where the mask is 1, and zeros elsewhere. */
  private void multiply(Operand mask, Term term, Operand z, View output, Temporaries temporaries) {
    View factor = calls.view(mask);
    if (!term.isNumber()) {
      Operand elements = copies.stretched(term, z.shape(), temporaries);
      View read = calls.bits(elements, mask.shape());
      calls.pairwise(Numbers.pairwise(BinaryFunction.MUL), factor, read, output);
    } else if (mask.dtype() == DType.BOOL) {
      calls.assign(factor, output);
    } else {
      View number = calls.wholeNumber(mask.dtype(), bitsOf(term));
      calls.scalar(Numbers.scalar(BinaryFunction.MUL), factor, number, output);
    }
  }

  private void invert(Operand mask) {
    View view = calls.view(mask);
    if (mask.dtype() == DType.BOOL) {
      View no = calls.number(DType.BOOL, 0);
      calls.compareScalar(Numbers.scalar(BinaryFunction.EQ), view, no, view);
    } else {
      View one = calls.number(mask.dtype(), 1);
      calls.scalar(Numbers.reverseScalar(BinaryFunction.SUB), view, one, view);
    }
  }
}
