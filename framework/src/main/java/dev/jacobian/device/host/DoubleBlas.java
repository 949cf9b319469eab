package dev.jacobian.device.host;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/** BLAS on matrices of float64. */
final class DoubleBlas extends Blas {
  private final Window left = new Window();
  private final Window right = new Window();
  private final Window result = new Window();

  @Override
  int elementBytes() {
    return Double.BYTES;
  }

  @Override
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
      int ldc) {
    cblas_dgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        m,
        n,
        k,
        alpha,
        left.at(a),
        lda,
        right.at(b),
        ldb,
        beta,
        result.at(c),
        ldc);
  }

  @Override
  void multiplyVector(
      int rows,
      int columns,
      double alpha,
      long a,
      boolean transposeA,
      int lda,
      long x,
      double beta,
      long y) {
    cblas_dgemv(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        rows,
        columns,
        alpha,
        left.at(a),
        lda,
        right.at(x),
        1,
        beta,
        result.at(y),
        1);
  }

  /** A pointer that is moved from call to call. */
  private static final class Window extends DoublePointer {
    Window() {
      super((Pointer) null);
    }

    Window at(long place) {
      address = place;
      return this;
    }
  }
}
