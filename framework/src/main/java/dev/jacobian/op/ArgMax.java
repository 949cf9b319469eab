package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Position of the largest element along an axis, which stays with size 1, as int64; the first one
 * among equals. It has no gradient.
 *
 * @param axis counted from 0
 */
public record ArgMax(int axis) implements KernelOp {
  @Override
  public String name() {
    return "argmax";
  }

  @Override
  public String settings() {
    return "axis=" + axis;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    Axes.requireElements(name(), inputs[0].shape(), List.of(axis));
    return new TensorSpec(inputs[0].shape().withDim(axis, 1), DType.INT64);
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    TensorSpec input = inputs.get(0);
    Expr value = new Expr.Input(0, input.dtype());
    return Kernel.of(input.shape(), inputs, List.of(new Output(value, new Store.ArgMax(axis))));
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("argmax has no gradient");
  }
}
