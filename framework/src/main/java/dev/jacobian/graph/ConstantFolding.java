package dev.jacobian.graph;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;

/** Evaluates expressions of constants as a kernel would, rounding each value to its type. */
final class ConstantFolding {
  private ConstantFolding() {}

  /**
   * Returns whether values of a type are folded; integers are left to kernels, which check them.
   */
  static boolean accepts(DType dtype) {
    return dtype.isFloating() || dtype == DType.BOOL;
  }

  /** Returns the value of an expression without inputs and parameters. */
  static double value(Expr expression) {
    return rounded(exact(expression), expression.dtype());
  }

  private static double exact(Expr expression) {
    if (expression instanceof Expr.Constant constant) {
      return constant.value();
    }
    if (expression instanceof Expr.Unary unary) {
      return unary.function().apply(value(unary.operand()));
    }
    if (expression instanceof Expr.Binary binary) {
      return binary.function().apply(value(binary.left()), value(binary.right()));
    }
    if (expression instanceof Expr.Select select) {
      return value(select.condition()) != 0 ? value(select.whenTrue()) : value(select.whenFalse());
    }
    if (expression instanceof Expr.Convert convert) {
      return value(convert.operand());
    }
    throw new IllegalArgumentException(expression + " is not constant");
  }

  /** Returns a number as a value of a type that {@link #accepts} it. */
  static double rounded(double value, DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> (float) value;
      case BOOL -> value != 0 ? 1 : 0;
      case FLOAT64, INT32, INT64 -> value;
    };
  }
}
