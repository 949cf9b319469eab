package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/**
 * Power: {@code y = a^b}; {@code da = dy * b * a^(b-1)}, {@code db = dy * y * ln a}. Where b is 0,
 * da is 0; where a is 0 and b is not negative, db is 0. Of integers the power wraps around, and is
 * rounded towards 0 where b is negative.
 */
public record Pow() implements BinaryOp {
  @Override
  public BinaryFunction function() {
    return BinaryFunction.POW;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return gradient == 1;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value base = context.input(0);
    Value exponent = context.input(1);
    Value zero = b.scalar(0, base);
    if (index == 0) {
      Value slope = b.mul(exponent, b.pow(base, b.sub(exponent, b.scalar(1, base))));
      return b.mul(context.gradient(), b.where(b.eq(exponent, zero), zero, slope));
    }
    Value slope = b.mul(context.output(), b.log(base));
    Value slopeAtZero = b.where(b.ge(exponent, zero), zero, slope);
    return b.mul(context.gradient(), b.where(b.eq(base, zero), slopeAtZero, slope));
  }
}
