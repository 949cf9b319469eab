package dev.jacobian.tensor;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;

/**
 * Solutions of systems that are not square, and the rank, norms and condition that they are a
 * question of.
 */
final class LeastSquares {
  private LeastSquares() {}

  static Tensor lstsq(Tensor a, Tensor right) {
    requireMatrix("lstsq", a);
    if (a.dtype() != right.dtype()) {
      throw new DTypeException(
          "lstsq: dtypes differ: " + a.value().spec() + " and " + right.value().spec(),
          "operands of one dtype",
          DTypeHints.toOne(a.dtype(), right.dtype()));
    }
    boolean isVector = Decompositions.isVector(a, right);
    Tensor columns = isVector ? right.unsqueeze(-1) : right;
    if (columns.shape().rank() < 2 || columns.size(-2) != a.size(-2)) {
      throw new ShapeException(
          "lstsq: received the matrix " + a.shape() + " and the right side " + right.shape(),
          "as many rows on the right side as in the matrix");
    }
    Tensor solution = a.size(-2) < a.size(-1) ? wide(a, columns) : tall(a, columns);
    return isVector ? solution.select(-1, 0).copy() : solution;
  }

  /** {@code A = Q R}: what Q does not span adds to the length of every residual alike. */
  private static Tensor tall(Tensor a, Tensor right) {
    QR qr = a.qr();
    return qr.r().solveTriangular(transposed(qr.q()).matmul(right), true);
  }

  /** {@code A^T = Q R}: of all solutions the shortest is in the span of Q. */
  private static Tensor wide(Tensor a, Tensor right) {
    QR qr = transposed(a).qr();
    return qr.q().matmul(transposed(qr.r()).solveTriangular(right, false));
  }

  private static Tensor transposed(Tensor matrix) {
    return matrix.transpose(-2, -1);
  }

  static Tensor pinv(Tensor a) {
    requireMatrix("pinv", a);
    return new PseudoInverse().apply(a);
  }

  static Tensor matrixRank(Tensor a) {
    requireMatrix("matrixRank", a);
    return isAboveNoise(a, a.detach().svd(false).s()).sum(false, -1);
  }

  /** Returns which falling singular values rounding alone does not make, as PyTorch judges it. */
  static Tensor isAboveNoise(Tensor a, Tensor s) {
    double unit = a.dtype() == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
    double tolerance = Math.max(a.size(-2), a.size(-1)) * unit;
    Tensor largest = s.narrow(-1, 0, Math.min(1, s.size(-1)));
    return s.gt(largest.mul(tolerance));
  }

  private static void requireMatrix(String function, Tensor a) {
    if (!a.dtype().isFloating()) {
      throw new DTypeException(
          function + ": received " + a.value().spec(),
          "a floating-point matrix",
          DTypeHints.toFloating(a.dtype()));
    }
    if (a.shape().rank() < 2) {
      throw new ShapeException(
          function + ": the shape is " + a.shape(), "a matrix, or axes before those of matrices");
    }
  }

  static Tensor norm(Tensor a, double order, boolean keepDim) {
    requireMatrix("matrixNorm", a);
    double size = Math.abs(order);
    if (size != 1 && size != 2 && !Double.isInfinite(size)) {
      throw new OptionException(
          "matrixNorm: the order is " + order,
          "1, 2, infinity or their opposites",
          "norm(2, keepDim, -2, -1) for Frobenius' norm");
    }
    boolean isSpectral = size == 2;
    int summed = size == 1 ? -2 : -1;
    Tensor sizes = isSpectral ? a.svd(false).s() : a.abs().sum(false, summed);
    Tensor norm = order > 0 ? sizes.max(false, -1) : sizes.min(false, -1);
    return keepDim ? norm.unsqueeze(-1).unsqueeze(-1) : norm;
  }

  static Tensor condition(Tensor a, double order) {
    requireMatrix("cond", a);
    if (Math.abs(order) == 2) {
      Tensor s = a.svd(false).s();
      Tensor largest = s.max(false, -1);
      Tensor smallest = s.min(false, -1);
      return order > 0 ? largest.div(smallest) : smallest.div(largest);
    }
    return norm(a, order, false).mul(norm(a.inv(), order, false));
  }
}
