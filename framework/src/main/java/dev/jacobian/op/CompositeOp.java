package dev.jacobian.op;

import dev.jacobian.device.Named;
import org.jspecify.annotations.Nullable;

/**
 * A function that is composed of ops, such as softmax. Where ops run one by one it is computed, and
 * so is its gradient, as the kernels that the ops fuse to, which pass over memory once and not once
 * for each of them; a captured function consists of the ops. It is a value: two that are equal do
 * the same. PyTorch equivalent: a composite operator with its decomposition.
 */
public interface CompositeOp extends Named {
  /**
   * Composes the function.
   *
   * @param builder what its ops go through
   * @param inputs tensors, or nodes that stand for tensors; their values must not be read
   * @return of the inputs alone; nothing is changed in place
   */
  Value decompose(OpBuilder builder, Value... inputs);

  /**
   * Composes the gradient with respect to the only input of the result alone, if that is possible
   * and costs less than what the ops' gradients amount to; null if it is not.
   *
   * @param result of {@link #decompose}
   * @param gradient with respect to the result
   */
  default @Nullable Value gradient(OpBuilder builder, Value result, Value gradient) {
    return null;
  }
}
