package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/**
 * Remainder of the quotient rounded down, of b's sign: {@code y = a - b * floor(a / b)}; {@code da
 * = dy}, {@code db = -dy * floor(a / b)}. Integers divided by 0 are an error. PyTorch equivalent:
 * {@code torch.remainder}, Python's {@code %}.
 */
public record Remainder() implements BinaryOp {
  @Override
  public BinaryFunction function() {
    return BinaryFunction.REMAINDER;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return gradient == 1;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    if (index == 0) {
      return context.gradient();
    }
    OpBuilder b = context.builder();
    Value quotient = b.binary(new FloorDiv(), context.input(0), context.input(1));
    return b.neg(b.mul(context.gradient(), quotient));
  }
}
