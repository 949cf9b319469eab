package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/**
 * Quotient: {@code y = a / b}; {@code da = dy / b}, {@code db = -dy * a / b^2}. Integers are
 * rounded towards zero.
 */
public record Div() implements BinaryOp {
  @Override
  public BinaryFunction function() {
    return BinaryFunction.DIV;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input == 1 || gradient == 1;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value quotient = b.div(context.gradient(), context.input(1));
    return index == 0
        ? quotient
        : b.neg(b.mul(quotient, b.div(context.input(0), context.input(1))));
  }
}
