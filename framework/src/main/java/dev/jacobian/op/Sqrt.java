package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Square root: {@code y = sqrt(x)}; {@code dx = dy / (2 y)}, infinite at 0. */
public record Sqrt() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.SQRT;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.div(context.gradient(), b.mul(context.output(), 2));
  }
}
