package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * Which elements, in row-major order, indices along an axis name: {@code y = stride i + before},
 * and -1, which no tensor has, where {@code i} is not from 0 to {@code size - 1}. Inputs: int64
 * indices, and int64 places of what comes before them along the other axes; they broadcast.
 *
 * @param size of the axis
 * @param stride the elements between neighbours along it
 */
public record PlaceAlong(long size, long stride) implements ElementwiseOp {
  @Override
  public String name() {
    return "placeAlong";
  }

  @Override
  public String settings() {
    return "size=" + size + ", stride=" + stride;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    for (TensorSpec input : inputs) {
      if (input.dtype() != DType.INT64) {
        throw new DTypeException(
            name() + ": received " + inputs[0] + " and " + inputs[1],
            "int64 tensors",
            DTypeHints.toOne(input.dtype(), DType.INT64));
      }
    }
    Shape shape = Broadcasting.broadcast(name(), inputs[0].shape(), inputs[1].shape());
    return new TensorSpec(shape, DType.INT64);
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Expr expression(Expr... inputs) {
    Expr index = inputs[0];
    Expr place = index.mul(index.number((double) stride)).add(inputs[1]);
    Expr outside = index.number(-1);
    Expr below = index.apply(BinaryFunction.LT, index.number((double) size)).where(place, outside);
    return index.apply(BinaryFunction.GE, index.number(0)).where(below, outside);
  }
}
