package dev.jacobian.expr;

/** Puts numbers in the place of an expression's parameters. */
public final class Parameters {
  private Parameters() {}

  /** Returns the expression with each {@link Expr.Parameter} as a constant. */
  public static Expr bind(Expr expression, double[] values) {
    if (expression instanceof Expr.Parameter parameter) {
      return new Expr.Constant(values[parameter.index()], parameter.dtype());
    }
    if (expression instanceof Expr.Unary unary) {
      return new Expr.Unary(unary.function(), bind(unary.operand(), values));
    }
    if (expression instanceof Expr.Binary binary) {
      return new Expr.Binary(
          binary.function(), bind(binary.left(), values), bind(binary.right(), values));
    }
    if (expression instanceof Expr.Select select) {
      return new Expr.Select(
          bind(select.condition(), values),
          bind(select.whenTrue(), values),
          bind(select.whenFalse(), values));
    }
    if (expression instanceof Expr.Convert convert) {
      return new Expr.Convert(bind(convert.operand(), values), convert.dtype());
    }
    return expression;
  }
}
