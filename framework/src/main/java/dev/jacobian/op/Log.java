package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Natural logarithm: {@code y = ln x}; {@code dx = dy / x}. */
public record Log() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.LOG;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.div(context.gradient(), context.input(0));
  }
}
