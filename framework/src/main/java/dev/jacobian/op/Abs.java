package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Absolute value: {@code y = |x|}; {@code dx = dy * sign(x)}, which is 0 at 0 and NaN. */
public record Abs() implements UnaryOp {
  @Override
  public UnaryFunction function() {
    return UnaryFunction.ABS;
  }

  @Override
  public boolean acceptsIntegers() {
    return true;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.mul(context.gradient(), b.sign(context.input(0)));
  }
}
