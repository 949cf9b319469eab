package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/** Sum: {@code y = a + b}; {@code da = dy}, {@code db = dy}. */
public record Add() implements BinaryOp {
  @Override
  public BinaryFunction function() {
    return BinaryFunction.ADD;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.gradient();
  }
}
