package dev.jacobian.op;

import dev.jacobian.device.MatrixFunction;

/**
 * The solution X of {@code A X = B} for a triangular A, whose other elements are not read; {@code
 * dB = A^-T dX} and {@code dA = -dB X^T} in the triangle. Inputs: A {@code [..., n, n]} and B
 * {@code [..., n, k]}. PyTorch equivalent: {@code torch.linalg.solve_triangular}.
 *
 * @param isUpper whether the upper triangle is read
 */
public record SolveTriangular(boolean isUpper) implements LinearSystem {
  @Override
  public String name() {
    return "solveTriangular";
  }

  @Override
  public String settings() {
    return isUpper ? "upper" : "lower";
  }

  @Override
  public MatrixFunction function() {
    return isUpper ? MatrixFunction.SOLVE_UPPER : MatrixFunction.SOLVE_LOWER;
  }

  @Override
  public LinearSystem transposed() {
    return new SolveTriangular(!isUpper);
  }

  @Override
  public Value ofRead(OpBuilder builder, Value gradient) {
    return Matrices.triangle(builder, gradient, isUpper);
  }
}
