package dev.jacobian.device;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;

/** The expression that adapters finish a scaled product with when their BLAS does not. */
public final class ScaledSum {
  private ScaledSum() {}

  /**
   * Returns {@code alpha * input 0 + beta * input 1}; a factor of 0 leaves its input unread.
   *
   * @param dtype the type of both inputs
   */
  public static Expr of(double alpha, double beta, DType dtype) {
    Expr product = scaled(alpha, 0, dtype);
    return beta == 0
        ? product
        : new Expr.Binary(BinaryFunction.ADD, product, scaled(beta, 1, dtype));
  }

  private static Expr scaled(double factor, int input, DType dtype) {
    return new Expr.Binary(
        BinaryFunction.MUL, new Expr.Constant(factor, dtype), new Expr.Input(input, dtype));
  }
}
