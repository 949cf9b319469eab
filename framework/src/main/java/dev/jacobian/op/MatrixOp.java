package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * A function of each matrix in the last two axes, by LAPACK. The result holds what there is of
 * several results, one after another.
 */
public interface MatrixOp extends Op {
  /** Returns the function. */
  MatrixFunction function();

  /** A matrix may have no inverse. */
  @Override
  default boolean mayRefuse() {
    return true;
  }

  @Override
  default Lowering lower(List<TensorSpec> specs, TensorSpec result) {
    return (Lowering.OfCall)
        (backend, inputs, output) -> {
          backend.apply(function(), inputs, output);
        };
  }
}
