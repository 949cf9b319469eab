package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.kernel.Reduction;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An op that makes one element of many along some axes, which stay with size 1. */
public sealed interface ReduceOp extends Op permits Max, Min, Sum {
  /** Returns the axes, rising, counted from 0. */
  List<Integer> axes();

  /** Returns what so many equal elements make; at least one. */
  double ofEqual(double element, long count);

  @Override
  default String settings() {
    return "axes=" + axes();
  }

  /** Returns how two elements become one. */
  Reduction reduction();

  @Override
  default void execute(Backend backend, Operand[] inputs, Operand output) {
    backend.reduce(reduction(), inputs[0], Axes.toArray(axes()), output);
  }

  @Override
  default @Nullable Shape space(List<TensorSpec> inputs, TensorSpec output) {
    return axes().isEmpty() ? null : inputs.get(0).shape();
  }
}
