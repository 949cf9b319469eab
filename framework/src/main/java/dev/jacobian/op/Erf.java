package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;

/** Gauss error function: {@code y = erf x}; {@code dx = dy * 2/sqrt(pi) * e^(-x^2)}. */
public record Erf() implements UnaryOp {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

  @Override
  public UnaryFunction function() {
    return UnaryFunction.ERF;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.mul(
        context.gradient(),
        b.mul(b.exp(b.neg(b.mul(context.input(0), context.input(0)))), TWO_OVER_SQRT_PI));
  }
}
