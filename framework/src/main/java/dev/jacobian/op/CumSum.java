package dev.jacobian.op;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.TensorSpec;

/**
 * Running sum along an axis: {@code y[i] = x[0] + ... + x[i]}; {@code dx[i] = dy[i] + ... +
 * dy[n-1]}, the running sum from the end. Sums of int32 are int64, which wrap around. PyTorch
 * equivalent: {@code torch.cumsum}.
 *
 * @param axis counted from 0
 * @param isReverse whether it begins at the end
 */
public record CumSum(int axis, boolean isReverse) implements ScanOp {
  @Override
  public String name() {
    return "cumsum";
  }

  @Override
  public Reducer reduction() {
    return Reducer.SUM;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    return new TensorSpec(inputs[0].shape(), Sum.resultOf(inputs[0].dtype(), false));
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().apply(new CumSum(axis, !isReverse), context.gradient());
  }
}
