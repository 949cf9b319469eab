package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Logarithm of one plus x, accurate near 0: {@code y = ln(1 + x)}; {@code dx = dy / (1 + x)}. */
public record Log1p() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.LOG1P;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.div(context.gradient(), b.add(context.input(0), 1));
  }
}
