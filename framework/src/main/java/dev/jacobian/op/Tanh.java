package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Hyperbolic tangent: {@code y = tanh x}; {@code dx = dy * (1 - y^2)}. */
public record Tanh() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.TANH;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.mul(context.gradient(), b.rsub(1, b.mul(context.output(), context.output())));
  }
}
