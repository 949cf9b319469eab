package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Rounding down: {@code y = floor x}; {@code dx = 0}. */
public record Floor() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.FLOOR;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.fillLike(context.gradient(), 0);
  }
}
