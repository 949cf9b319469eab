package dev.jacobian.device.host;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** BLAS on matrices of float32. */
final class FloatBlas extends Blas {
  private final Window left = new Window();
  private final Window right = new Window();
  private final Window result = new Window();

  @Override
  int elementBytes() {
    return Float.BYTES;
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
    cblas_sgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        m,
        n,
        k,
        (float) alpha,
        left.at(a),
        lda,
        right.at(b),
        ldb,
        (float) beta,
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
    cblas_sgemv(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        rows,
        columns,
        (float) alpha,
        left.at(a),
        lda,
        right.at(x),
        1,
        (float) beta,
        result.at(y),
        1);
  }

  /** A pointer that is moved from call to call. */
  private static final class Window extends FloatPointer {
    Window() {
      super((Pointer) null);
    }

    Window at(long place) {
      address = place;
      return this;
    }
  }
}
