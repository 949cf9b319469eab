package dev.jacobian.device.host.blas;

import dev.jacobian.shape.DType;

/**
 * BLAS on row-major matrices of one type at given addresses. It makes no objects during a call, for
 * which it keeps some, so each thread has its own.
 */
public interface Blas {

  /**
   * Returns BLAS for a type.
   *
   * @throws dev.jacobian.shape.DeviceException if the library cannot be used
   */
  static Blas of(DType dtype) {
    boolean isDirect = ProductLibrary.load().multipliesDirectly();
    Blas blas = new OpenBlas(dtype);
    return isDirect ? new TiledBlas(blas) : blas;
  }

  /** Returns the type of the elements, float32 or float64. */
  DType dtype();

  /**
   * Computes {@code c = alpha op(a) op(b) + beta c} for op(a) {@code [m, k]} and op(b) {@code [k,
   * n]}.
   *
   * @param lda distance of a's rows in elements; ldb and ldc likewise
   * @param beta if 0, c is not read
   */
  void multiply(
      int m,
      int n,
      int k,
      double alpha,
      long a,
      boolean transposeA,
      int lda,
      long b,
      boolean transposeB,
      int ldb,
      double beta,
      long c,
      int ldc);

  /**
   * Computes {@code y = alpha op(a) x + beta y} for a {@code [rows, columns]} and vectors of
   * neighbouring elements.
   */
  void multiplyVector(
      int rows,
      int columns,
      double alpha,
      long a,
      boolean transposeA,
      int lda,
      long x,
      double beta,
      long y);
}
