package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An op that makes one element of many along some axes, which stay with size 1. */
public sealed interface ReduceOp extends KernelOp permits ExtremeOp, Sum {
  /** Returns the axes, rising, counted from 0. */
  List<Integer> axes();

  /** Returns what so many equal elements make; at least one. */
  double ofEqual(double element, long count);

  @Override
  default String settings() {
    return "axes=" + axes();
  }

  /** Returns how two elements become one. */
  Reducer reduction();

  @Override
  default Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    TensorSpec input = inputs.get(0);
    Expr value = Expr.converted(new Expr.Input(0, input.dtype()), output.dtype());
    return Kernel.of(input.shape(), inputs, List.of(Output.reduced(value, reduction(), axes())));
  }

  @Override
  default @Nullable Shape space(List<TensorSpec> inputs, TensorSpec output) {
    return axes().isEmpty() ? null : inputs.get(0).shape();
  }
}
