package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/**
 * The larger element: {@code y = max(a, b)}; {@code dy} goes to the larger one, by halves to equal
 * ones, and whole to both where one is NaN, as PyTorch's does.
 */
public record Maximum() implements BinaryOp {
  @Override
  public BinaryFunction function() {
    return BinaryFunction.MAXIMUM;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    return b.shareOfTie(context.gradient(), context.input(index), context.input(1 - index));
  }
}
