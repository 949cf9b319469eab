package dev.jacobian.op;

import dev.jacobian.shape.Layout;
import dev.jacobian.shape.TensorSpec;

/** The same values as a constant, without a copy: {@code y = x}; no gradient flows through it. */
public record Detach() implements ViewOp {
  @Override
  public String name() {
    return "detach";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return inputs[0];
  }

  @Override
  public Layout layout(Layout input) {
    return input;
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
