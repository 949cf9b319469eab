package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.TensorSpec;

/** The same values as a constant, without a copy: {@code y = x}; no gradient flows through it. */
public record Detach() implements Op {
  @Override
  public String name() {
    return "detach";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return inputs[0];
  }

  @Override
  public boolean isView() {
    return true;
  }

  @Override
  public void execute(Backend backend, Operand[] inputs, Operand output) {
    throw new IllegalStateException("detach is a view");
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("detach has no gradient");
  }
}
