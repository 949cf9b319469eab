package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * An op whose output element depends on the input elements at the same position, after
 * broadcasting. Backends and the compiler know it only by its expression, so that one of a user's
 * is fused with its neighbours as ours are.
 */
public interface ElementwiseOp extends Op {
  /** Returns the expression of an output element, given those of the inputs. */
  Expr expression(Expr... inputs);

  @Override
  default Shape space(List<TensorSpec> inputs, TensorSpec output) {
    return output.shape();
  }

  @Override
  default void execute(Backend backend, Operand[] inputs, Operand output) {
    Expr[] leaves = new Expr[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      leaves[i] = new Expr.Input(i, inputs[i].dtype());
    }
    backend.elementwise(expression(leaves), inputs, output);
  }
}
