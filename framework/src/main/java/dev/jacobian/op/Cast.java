package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;

/**
 * Conversion to another type: {@code y = (dtype) x}, towards zero from floating point to integer,
 * limited to its range, NaN to 0, as Java casts; int64 to int32 keeps the lower 32 bits; {@code x
 * != 0} to bool; {@code dx = (dtype of x) dy} between floating types.
 *
 * @param dtype the type of the result
 */
public record Cast(DType dtype) implements ElementwiseOp {
  @Override
  public String name() {
    return "cast";
  }

  @Override
  public String change() {
    return "in-place copy";
  }

  @Override
  public boolean isIdentity(TensorSpec input, TensorSpec output) {
    return input.equals(output);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return new TensorSpec(inputs[0].shape(), dtype);
  }

  @Override
  public Expr expression(Expr... inputs) {
    return new Expr.Convert(inputs[0], dtype);
  }
}
