package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/** Difference: {@code y = a - b}; {@code da = dy}, {@code db = -dy}. */
public record Sub() implements BinaryOp {
  @Override
  public BinaryFunction function() {
    return BinaryFunction.SUB;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return index == 0 ? context.gradient() : context.builder().neg(context.gradient());
  }
}
