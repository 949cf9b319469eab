package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Sine of x in radians: {@code y = sin x}; {@code dx = dy * cos x}. */
public record Sin() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.SIN;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.mul(context.gradient(), b.cos(context.input(0)));
  }
}
