package dev.jacobian.op;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.TensorSpec;

/**
 * Running maximum or minimum along an axis: {@code y[i] = max(x[0], ..., x[i])}; NaN from the first
 * one on. It has no gradient: elements that are picked by their positions have. PyTorch equivalent:
 * the values of {@code torch.cummax} and {@code torch.cummin}.
 *
 * @param axis counted from 0
 * @param isLargest whether it is the maximum
 */
public record CumExtreme(int axis, boolean isLargest) implements ScanOp {
  @Override
  public String name() {
    return isLargest ? "cummax" : "cummin";
  }

  @Override
  public Reducer reduction() {
    return isLargest ? Reducer.MAX : Reducer.MIN;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    return inputs[0];
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException(name() + " has no gradient");
  }
}
