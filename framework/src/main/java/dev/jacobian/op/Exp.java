package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Exponential: {@code y = e^x}; {@code dx = dy * y}. */
public record Exp() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.EXP;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.mul(context.gradient(), context.output());
  }
}
