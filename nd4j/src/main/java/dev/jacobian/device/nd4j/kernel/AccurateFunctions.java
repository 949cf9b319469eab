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
 * Functions that libnd4j computes with an error that grows without bound, relative to the result,
 * as the argument goes to zero: composed from others that it computes well.
 */
final class AccurateFunctions {
  /**
   * Beyond this a hyperbolic tangent is 1 in any type; a power of two, so that scaling by it is
   * exact.
   */
  private static final double CLIP = 32;

  private static final int STRICT_EXP = 23;
  private static final int STRICT_LOG = 24;
  private static final int ADD = Numbers.pairwise(BinaryFunction.ADD);
  private static final int SUB = Numbers.pairwise(BinaryFunction.SUB);
  private static final int MUL = Numbers.pairwise(BinaryFunction.MUL);
  private static final int DIV = Numbers.pairwise(BinaryFunction.DIV);
  private static final int ADD_NUMBER = Numbers.scalar(BinaryFunction.ADD);
  private static final int SUB_NUMBER = Numbers.scalar(BinaryFunction.SUB);
  private static final int MUL_NUMBER = Numbers.scalar(BinaryFunction.MUL);

  private final NativeCalls calls;

  AccurateFunctions(NativeCalls calls) {
    this.calls = calls;
  }

  /**
   * Computes {@code z = tanh(x)} as {@code m / (m + 2)} with {@code m = e^y - 1} and {@code y =
   * 2x}. With the rounded {@code u = e^y}, m is {@code (u - 1) + u (y - log(u))}, of which the
   * second term is what rounding took away. z may be x.
   */
  void tanh(Operand x, Operand z, Temporaries temporaries) {
    DType dtype = x.dtype();
    Shape flat = Shape.of(x.shape().size());
    View result = calls.view(z, flat);
    View y = calls.view(temporaries.allocate(dtype, flat));
    View u = calls.view(temporaries.allocate(dtype, flat));
    calls.scalar(MUL_NUMBER, calls.view(x, flat), calls.number(dtype, 1 / CLIP), y);
    calls.strict(Numbers.STRICT_HARD_TANH, y, y);
    calls.scalar(MUL_NUMBER, y, calls.number(dtype, 2 * CLIP), y);
    calls.strict(STRICT_EXP, y, u);
    calls.strict(STRICT_LOG, u, result);
    calls.pairwise(SUB, y, result, result);
    calls.pairwise(MUL, u, result, result);
    calls.scalar(SUB_NUMBER, u, calls.number(dtype, 1), u);
    calls.pairwise(ADD, u, result, result);
    calls.scalar(ADD_NUMBER, result, calls.number(dtype, 2), u);
    calls.pairwise(DIV, result, u, result);
  }

  /**
   * Computes {@code z = log(1 + x)} as {@code log(u) + (x - (u - 1)) / u} with {@code u} the
   * rounded sum: the second term is what rounding took away. It has no value where u is 0 or
   * infinite, and is left out there. z may be x.
   */
  void log1p(Operand x, Operand z, Temporaries temporaries) {
    DType dtype = x.dtype();
    Shape flat = Shape.of(x.shape().size());
    View from = calls.view(x, flat);
    View sum = calls.view(temporaries.allocate(dtype, flat));
    View lost = calls.view(temporaries.allocate(dtype, flat));
    calls.scalar(ADD_NUMBER, from, calls.number(dtype, 1), sum);
    calls.scalar(SUB_NUMBER, sum, calls.number(dtype, 1), lost);
    calls.pairwise(SUB, from, lost, lost);
    calls.pairwise(DIV, lost, sum, lost);
    calls.scalar(Numbers.SCALAR_REPLACE_NANS, lost, calls.number(dtype, 0), lost);
    calls.strict(STRICT_LOG, sum, sum);
    calls.pairwise(ADD, sum, lost, calls.view(z, flat));
  }
}
