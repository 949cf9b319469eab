package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;

/**
 * Quotient rounded down: {@code y = floor(a / b)} from the exact remainder; {@code da = 0}, {@code
 * db = 0}. Integers divided by 0 are an error. PyTorch equivalent: {@code torch.div} with {@code
 * rounding_mode="floor"}, Python's {@code //}.
 */
public record FloorDiv() implements BinaryOp {
  @Override
  public String name() {
    return "floorDiv";
  }

  @Override
  public BinaryFunction function() {
    return BinaryFunction.FLOOR_DIV;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().fillLike(context.gradient(), 0);
  }
}
