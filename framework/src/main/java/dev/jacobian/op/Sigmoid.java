package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Logistic function: {@code y = 1 / (1 + e^-x)}; {@code dx = dy * y * (1 - y)}. */
public record Sigmoid() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.SIGMOID;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.mul(context.gradient(), b.mul(context.output(), b.rsub(1, context.output())));
  }
}
