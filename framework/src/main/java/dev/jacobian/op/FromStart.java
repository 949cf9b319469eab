package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.TensorSpec;

/**
 * Indices along an axis counted from its start: {@code y = i} from 0 on, {@code y = i + size}
 * below, and -1, which no axis has, where that is outside. Input: int64.
 *
 * @param size of the axis
 */
public record FromStart(long size) implements ElementwiseOp {
  @Override
  public String name() {
    return "fromStart";
  }

  @Override
  public String settings() {
    return Long.toString(size);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    if (inputs[0].dtype() != DType.INT64) {
      throw new DTypeException(
          name() + ": received " + inputs[0],
          "int64 indices",
          "cast them, for example indices.to(DType.INT64)");
    }
    return inputs[0];
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Expr expression(Expr... inputs) {
    Expr index = inputs[0];
    Expr zero = index.number(0);
    Expr end = index.number((double) size);
    Expr place = index.apply(BinaryFunction.LT, zero).where(index.add(end), index);
    Expr outside = index.number(-1);
    Expr below = place.apply(BinaryFunction.LT, end).where(place, outside);
    return place.apply(BinaryFunction.GE, zero).where(below, outside);
  }
}
