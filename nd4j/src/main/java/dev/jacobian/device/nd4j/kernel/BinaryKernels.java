package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.CustomOp;
import dev.jacobian.device.nd4j.call.MainMemory;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Numbers;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.IntegerPower;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Functions of two arguments. A number, or an array of one element, is passed as the number of a
 * call with one array; arrays of one shape are passed as they are; other shapes go to the ops that
 * broadcast, or are stretched first.
 */
final class BinaryKernels {
  private static final Shape ONE = Shape.of(1);

  private final NativeCalls calls;
  private final Copies copies;
  private final UnaryKernels unaries;
  private final FloorDivision floorDivision;
  private final Map<BinaryFunction, CustomOp> broadcasting = new EnumMap<>(BinaryFunction.class);

  BinaryKernels(NativeCalls calls, Copies copies, UnaryKernels unaries) {
    this.calls = calls;
    this.copies = copies;
    this.unaries = unaries;
    this.floorDivision = new FloorDivision(calls, copies);
    broadcasting.put(BinaryFunction.ADD, CustomOp.of("add"));
    broadcasting.put(BinaryFunction.SUB, CustomOp.of("subtract"));
    broadcasting.put(BinaryFunction.MUL, CustomOp.of("multiply"));
    broadcasting.put(BinaryFunction.DIV, CustomOp.of("divide"));
  }

  /** Computes {@code z = f(x, y)}; x and y broadcast to the size of z, and are not both numbers. */
  void apply(BinaryFunction function, Term x, Term y, Operand z, Temporaries temporaries) {
    if (function == BinaryFunction.FLOOR_DIV || function == BinaryFunction.REMAINDER) {
      floorDivision.apply(function, x, y, z, temporaries);
      return;
    }
    if (x.dtype().isFloating()) {
      if (function == BinaryFunction.MAXIMUM || function == BinaryFunction.MINIMUM) {
        extreme(function, x, y, z, temporaries);
        return;
      }
    } else if (function == BinaryFunction.POW) {
      integerPower(x, y, z, temporaries);
      return;
    }
    plain(function, x, y, z, temporaries);
  }

  private void plain(BinaryFunction function, Term x, Term y, Operand z, Temporaries temporaries) {
    long size = z.shape().size();
    if (y.shape().size() == 1 && !x.isNumber() && x.shape().size() == size) {
      if (function == BinaryFunction.POW && y.isNumber() && y.number() == 2) {
        pair(BinaryFunction.MUL, x.elements(), x.elements(), z);
      } else {
        scalar(function, Numbers.scalar(function), x.elements(), y, z);
      }
      return;
    }
    if (x.shape().size() == 1 && !y.isNumber() && y.shape().size() == size) {
      int reverse = Numbers.reverseScalar(function);
      if (reverse != Numbers.NONE) {
        scalar(function, reverse, y.elements(), x, z);
        return;
      }
    }
    CustomOp op = broadcastingOp(function, x, y, size);
    if (op != null) {
      calls.custom(op, calls.view(z), calls.view(x.elements()), calls.view(y.elements()));
    } else {
      pair(
          function,
          copies.stretched(x, z.shape(), temporaries),
          copies.stretched(y, z.shape(), temporaries),
          z);
    }
  }

  /** Returns the op that broadcasts by itself, or null if none is needed or there is none. */
  private @Nullable CustomOp broadcastingOp(BinaryFunction function, Term x, Term y, long size) {
    boolean isStretched = x.shape().size() != size || y.shape().size() != size;
    return isStretched && !x.isNumber() && !y.isNumber() && x.dtype() != DType.BOOL
        ? broadcasting.get(function)
        : null;
  }

  private void pair(BinaryFunction function, Operand x, Operand y, Operand z) {
    Shape flat = Shape.of(z.shape().size());
    View first = calls.view(x, flat);
    View second = calls.view(y, flat);
    View result = calls.view(z, flat);
    if (function.isComparison()) {
      calls.compare(Numbers.pairwise(function), first, second, result);
    } else {
      calls.pairwise(Numbers.pairwise(function), first, second, result);
    }
  }

  private void scalar(BinaryFunction function, int code, Operand x, Term number, Operand z) {
    Shape flat = Shape.of(z.shape().size());
    View value =
        number.isNumber()
            ? calls.number(number.dtype(), number.number())
            : calls.view(number.elements(), ONE);
    if (function.isComparison()) {
      calls.compareScalar(code, calls.view(x, flat), value, calls.view(z, flat));
    } else {
      calls.scalar(code, calls.view(x, flat), value, calls.view(z, flat));
    }
  }

  /**
   * The larger or smaller one; NaN if either is NaN. libnd4j computes {@code a > b ? a : b}, which
   * loses a NaN of a and keeps one of b.
   */
  private void extreme(
      BinaryFunction function, Term x, Term y, Operand z, Temporaries temporaries) {
    if (x.isNumber()) {
      extreme(function, y, x, z, temporaries);
      return;
    }
    boolean isClip =
        function == BinaryFunction.MAXIMUM && y.isNumber() && !Double.isNaN(y.number());
    if (isClip) {
      scalar(function, Numbers.SCALAR_RELU, x.elements(), y, z);
      return;
    }
    Operand first = copies.stretched(x, z.shape(), temporaries);
    Operand marks = unaries.markNaNs(first, temporaries);
    plain(function, Term.of(first), y, z, temporaries);
    unaries.addNaNs(marks, z);
  }

  /** In Java: libnd4j's goes by way of floating point, which does not hold all integers. */
  private void integerPower(Term x, Term y, Operand z, Temporaries temporaries) {
    long[] base = longs(x, z.shape(), temporaries);
    long[] exponent = longs(y, z.shape(), temporaries);
    for (int i = 0; i < base.length; i++) {
      base[i] = IntegerPower.of(base[i], exponent[i]);
    }
    Operand power = temporaries.allocate(DType.INT64, z.shape());
    MainMemory.write(calls.ops(), NativeCalls.block(power), base, 0, base.length);
    copies.copy(power, z);
  }

  private long[] longs(Term term, Shape shape, Temporaries temporaries) {
    Operand elements = copies.stretched(term, shape, temporaries);
    Operand wide = temporaries.allocate(DType.INT64, shape);
    copies.copy(elements, wide);
    long[] values = new long[Math.toIntExact(shape.size())];
    MainMemory.read(calls.ops(), NativeCalls.block(wide), values, 0, values.length);
    return values;
  }
}
