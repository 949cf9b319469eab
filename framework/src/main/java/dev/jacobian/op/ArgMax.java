package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Position of the largest element along an axis, which stays with size 1, as int64; the first one
 * among equals. It has no gradient.
 *
 * @param axis counted from 0
 */
public record ArgMax(int axis) implements Op {
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
  public void execute(Backend backend, Operand[] inputs, Operand output) {
    backend.argmax(inputs[0], axis, output);
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
