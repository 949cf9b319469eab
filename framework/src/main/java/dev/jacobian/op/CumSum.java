package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reduction;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Running sum along an axis: {@code y[i] = x[0] + ... + x[i]}; {@code dx[i] = dy[i] + ... +
 * dy[n-1]}, the running sum from the end. Sums of int32 are int64, which wrap around. PyTorch
 * equivalent: {@code torch.cumsum}.
 *
 * @param axis counted from 0
 * @param isReverse whether it begins at the end
 */
public record CumSum(int axis, boolean isReverse) implements KernelOp {
  @Override
  public String name() {
    return "cumsum";
  }

  @Override
  public String settings() {
    return "axis=" + axis + (isReverse ? ", reverse" : "");
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    return new TensorSpec(inputs[0].shape(), Sum.resultOf(inputs[0].dtype(), false));
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    Shape space = output.shape();
    Expr x = Expr.converted(new Expr.Input(0, inputs.get(0).dtype()), output.dtype());
    Store scan = new Store.Scan(Reduction.SUM, axis, isReverse);
    return Kernel.of(space, inputs, List.of(new Output(x, scan)));
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().apply(new CumSum(axis, !isReverse), context.gradient());
  }
}
