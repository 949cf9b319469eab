package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;

/**
 * The solution X of {@code A X = B}, by LU factors with partial pivoting; {@code dB = A^-T dX} and
 * {@code dA = -dB X^T}. Inputs: A {@code [..., n, n]} and B {@code [..., n, k]}. PyTorch
 * equivalent: {@code torch.linalg.solve}.
 */
public record Solve() implements LinearSystem {
  @Override
  public String name() {
    return "solve";
  }

  @Override
  public MatrixFunction function() {
    return MatrixFunction.SOLVE;
  }

  @Override
  public LinearSystem transposed() {
    return this;
  }
}
