package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Reciprocal: {@code y = 1 / x}; {@code dx = -dy * y^2}. */
public record Reciprocal() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.RECIPROCAL;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.neg(b.mul(context.gradient(), b.mul(context.output(), context.output())));
  }
}
