package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/**
 * The smaller element: {@code y = min(a, b)}; {@code dy} goes to the smaller one, by halves to
 * equal ones, and whole to both where one is NaN, as PyTorch's does.
 */
public record Minimum() implements BinaryOp {
  @Override
  public BinaryFunction function() {
    return BinaryFunction.MINIMUM;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.shareOfTie(context.gradient(), context.input(1 - index), context.input(index));
  }
}
