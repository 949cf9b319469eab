package dev.jacobian.tensor;

import dev.jacobian.op.LogGamma;
import dev.jacobian.op.Polygamma;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;

/** Special functions, of floating-point elements. */
public sealed interface Special extends Family permits Tensor {
  /**
   * {@code ln |Gamma(x)|}, the logarithm of {@code (x - 1)!} for integers above 0. PyTorch
   * equivalent: {@code torch.lgamma}.
   *
   * @throws DTypeException if the elements are integers
   */
  default Tensor lgamma() {
    return Calls.apply(new LogGamma(), self());
  }

  /**
   * The derivative of {@link #lgamma}. PyTorch equivalent: {@code torch.digamma}.
   *
   * @throws DTypeException if the elements are integers
   */
  default Tensor digamma() {
    return polygamma(0);
  }

  /**
   * Derivative {@code order} of {@link #digamma}; from the order 2 on NaN at negative numbers.
   * PyTorch equivalent: {@code torch.polygamma}.
   *
   * @throws DTypeException if the elements are integers
   * @throws OptionException if the order is negative or above 30
   */
  default Tensor polygamma(int order) {
    return Calls.apply(new Polygamma(order), self());
  }
}
