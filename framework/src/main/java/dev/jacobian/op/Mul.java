package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/** Product: {@code y = a * b}; {@code da = dy * b}, {@code db = dy * a}. */
public record Mul() implements BinaryOp {
  @Override
  public BinaryFunction function() {
    return BinaryFunction.MUL;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input != gradient;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().mul(context.gradient(), context.input(1 - index));
  }
}
