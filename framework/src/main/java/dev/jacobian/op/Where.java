package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * Choice: {@code y = a where c, else b}; {@code da = dy where c, else 0}, {@code db = 0 where c,
 * else dy}.
 */
public record Where() implements ElementwiseOp {
  @Override
  public String name() {
    return "where";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    if (inputs[0].dtype() != DType.BOOL) {
      throw new DTypeException(
          "where: the condition is " + inputs[0],
          "a bool tensor",
          "compare first, for example x.gt(0)");
    }
    if (inputs[1].dtype() != inputs[2].dtype()) {
      throw new DTypeException(
          "where: dtypes differ: " + inputs[1] + " and " + inputs[2],
          "operands of one dtype",
          DTypeHints.toOne(inputs[1].dtype(), inputs[2].dtype()));
    }
    Shape values = Broadcasting.broadcast(name(), inputs[1].shape(), inputs[2].shape());
    return new TensorSpec(
        Broadcasting.broadcast(name(), inputs[0].shape(), values), inputs[1].dtype());
  }

  @Override
  public Expr expression(Expr... inputs) {
    return inputs[0].where(inputs[1], inputs[2]);
  }

  @Override
  public boolean isDifferentiable(int index) {
    return index > 0;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input == 0;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return false;
  }
}
