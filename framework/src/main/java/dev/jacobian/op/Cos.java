package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Cosine of x in radians: {@code y = cos x}; {@code dx = -dy * sin x}. */
public record Cos() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.COS;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.neg(b.mul(context.gradient(), b.sin(context.input(0))));
  }
}
