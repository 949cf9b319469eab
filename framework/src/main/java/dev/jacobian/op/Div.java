package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.TensorSpec;

/**
 * Quotient: {@code y = a / b}, floating point; {@code da = dy / b}, {@code db = -dy * a / b^2}. For
 * integers there is {@link FloorDiv}.
 */
public record Div() implements BinaryOp {
  @Override
  public BinaryFunction function() {
    return BinaryFunction.DIV;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec result = BinaryOp.super.infer(inputs);
    if (!result.dtype().isFloating()) {
      throw new DTypeException(
          "div: received " + inputs[0] + " and " + inputs[1],
          "floating-point operands",
          "floorDiv, which rounds down, or x.to(DType.FLOAT64) before");
    }
    return result;
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
