package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * An op that combines each element with those before it along an axis, which stays. Elements of the
 * result's type are combined in the order of the axis; a sum or product of floating-point numbers
 * goes on in double, and each element is rounded from that.
 */
public interface ScanOp extends KernelOp {
  /** Returns the axis, counted from 0. */
  int axis();

  /** Returns how two elements become one. */
  Reducer reduction();

  /** Returns whether it begins at the end. */
  default boolean isReverse() {
    return false;
  }

  @Override
  default String settings() {
    return "axis=" + axis() + (isReverse() ? ", reverse" : "");
  }

  @Override
  default Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    Expr x = Expr.converted(new Expr.Input(0, inputs.get(0).dtype()), output.dtype());
    Store scan = new Store.Scan(reduction(), axis(), isReverse());
    return Kernel.of(output.shape(), inputs, List.of(new Output(x, scan)));
  }
}
