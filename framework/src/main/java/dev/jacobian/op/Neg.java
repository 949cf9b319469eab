package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Negation: {@code y = -x}; {@code dx = -dy}. */
public record Neg() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.NEG;
  }

  @Override
  public boolean acceptsIntegers() {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.neg(context.gradient());
  }
}
