package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.TensorSpec;

/**
 * The angle of the point {@code (x, y)} from the axis of x, in {@code [-pi, pi]} radians: {@code a
 * = atan2(y, x)}; {@code dy = da x / (x^2 + y^2)} and {@code dx = -da y / (x^2 + y^2)}, 0 where
 * both are 0. Inputs: y and x, of one floating-point type, which broadcast. PyTorch equivalent:
 * {@code torch.atan2}.
 */
public record Atan2() implements ElementwiseOp {
  /*
   * The smaller coordinate over the larger one is a tangent of [0, 1]. Above tan(pi / 8) the angle
   * is pi / 4 and that of (t - 1) / (t + 1), which lies below. There atan(t) / t is a polynomial of
   * t^2, which interpolates it at Chebyshev's points with an error of 1.3e-18. The angle is then
   * mirrored to the octant of the point.
   */

  private static final double EIGHTH = Math.sqrt(2) - 1;

  private static final double[] COEFFICIENTS = {
    1,
    -0.3333333333333312,
    0.19999999999940893,
    -0.14285714279250245,
    0.11111110744919658,
    -0.09090896809064027,
    0.07692045330902225,
    -0.06662951813629191,
    0.05846878297330872,
    -0.05035102456601552,
    0.03796525745386593,
    -0.017805397205419446
  };

  @Override
  public String name() {
    return "atan2";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec y = inputs[0];
    TensorSpec x = inputs[1];
    if (y.dtype() != x.dtype() || !y.dtype().isFloating()) {
      throw new DTypeException(
          "atan2: received " + y + " and " + x,
          "two floating-point operands of one dtype",
          y.dtype() == x.dtype()
              ? DTypeHints.toFloating(y.dtype())
              : DTypeHints.toOne(y.dtype(), x.dtype()));
    }
    return new TensorSpec(Broadcasting.broadcast(name(), y.shape(), x.shape()), y.dtype());
  }

  @Override
  public Expr expression(Expr... inputs) {
    Expr y = inputs[0].apply(UnaryFunction.ABS);
    Expr x = inputs[1].apply(UnaryFunction.ABS);
    Expr zero = y.number(0);
    Expr low = y.apply(BinaryFunction.MINIMUM, x);
    Expr high = y.apply(BinaryFunction.MAXIMUM, x);
    // Two infinities are equal, and so are two zeros, whose angle is none.
    Expr ofEqual = high.apply(BinaryFunction.EQ, zero).where(zero, y.number(1));
    Expr tangent = low.apply(BinaryFunction.EQ, high).where(ofEqual, low.div(high));
    Expr isFar = tangent.apply(BinaryFunction.GT, y.number(EIGHTH));
    Expr t = isFar.where(tangent.sub(y.number(1)).div(tangent.add(1)), tangent);
    Expr square = t.mul(t);
    Expr sum = y.number(COEFFICIENTS[COEFFICIENTS.length - 1]);
    for (int i = COEFFICIENTS.length - 2; i > 0; i--) {
      sum = sum.mul(square).add(COEFFICIENTS[i]);
    }
    Expr small = t.add(t.mul(square.mul(sum)));
    Expr octant = small.add(isFar.where(y.number(Math.PI / 4), zero));
    Expr quadrant = y.apply(BinaryFunction.GT, x).where(y.number(Math.PI / 2).sub(octant), octant);
    Expr half = isNegative(inputs[1]).where(y.number(Math.PI).sub(quadrant), quadrant);
    return isNegative(inputs[0]).where(half.neg(), half);
  }

  /** Returns whether a number is below 0, or is a zero with that sign. */
  private static Expr isNegative(Expr x) {
    Expr zero = x.number(0);
    Expr signed = x.apply(BinaryFunction.EQ, zero).where(x.number(1).div(x), x);
    return signed.apply(BinaryFunction.LT, zero);
  }

  @Override
  public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    Expr zero = gradient.number(0);
    Expr squares = inputs[0].mul(inputs[0]).add(inputs[1].mul(inputs[1]));
    Expr side = index == 0 ? inputs[1] : inputs[0].neg();
    Expr slope = squares.apply(BinaryFunction.EQ, zero).where(zero, side.div(squares));
    return gradient.mul(slope);
  }
}
