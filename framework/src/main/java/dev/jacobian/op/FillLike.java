package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * A constant in the shape and type of x: {@code y = value}; it does not depend on x's values.
 * PyTorch equivalent: {@code torch.full_like}.
 *
 * @param value the number
 */
public record FillLike(double value) implements ElementwiseOp {
  @Override
  public String name() {
    return "fillLike";
  }

  @Override
  public Double fill() {
    return value;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Scalar.requireValue(value, inputs[0].dtype());
    return inputs[0];
  }

  @Override
  public Expr expression(Expr... inputs) {
    return new Expr.Constant(value, inputs[0].dtype());
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public long bytesMoved(List<TensorSpec> inputs, TensorSpec output) {
    return output.byteSize();
  }
}
