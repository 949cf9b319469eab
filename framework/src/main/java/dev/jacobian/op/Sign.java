package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Sign: {@code y = -1, 0 or 1}, 0 for NaN; {@code dx = 0}. */
public record Sign() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.SIGN;
  }

  @Override
  public boolean acceptsIntegers() {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.fillLike(context.gradient(), 0);
  }
}
