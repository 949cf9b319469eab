package dev.jacobian.device.host.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import dev.jacobian.shape.DType;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** BLAS by OpenBLAS, with functions of a name for each type. */
final class OpenBlas implements Blas {
  private final DType dtype;
  private final Floats[] floats = {new Floats(), new Floats(), new Floats()};
  private final Doubles[] doubles = {new Doubles(), new Doubles(), new Doubles()};

  /**
   * Makes BLAS for a type; the library has been loaded.
   *
   * @param dtype float32 or float64
   */
  OpenBlas(DType dtype) {
    this.dtype = dtype;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  private static int operation(boolean isTransposed) {
    return isTransposed ? CblasTrans : CblasNoTrans;
  }

  @Override
  public void multiply(
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
    int opA = operation(transposeA);
    int opB = operation(transposeB);
    if (dtype == DType.FLOAT32) {
      FloatPointer left = floats[0].at(a);
      FloatPointer right = floats[1].at(b);
      FloatPointer product = floats[2].at(c);
      float scale = (float) alpha;
      float kept = (float) beta;
      cblas_sgemm(
          CblasRowMajor, opA, opB, m, n, k, scale, left, lda, right, ldb, kept, product, ldc);
    } else {
      DoublePointer left = doubles[0].at(a);
      DoublePointer right = doubles[1].at(b);
      DoublePointer product = doubles[2].at(c);
      cblas_dgemm(
          CblasRowMajor, opA, opB, m, n, k, alpha, left, lda, right, ldb, beta, product, ldc);
    }
  }

  @Override
  public void multiplyVector(
      int rows,
      int columns,
      double alpha,
      long a,
      boolean transposeA,
      int lda,
      long x,
      double beta,
      long y) {
    int opA = operation(transposeA);
    if (dtype == DType.FLOAT32) {
      FloatPointer matrix = floats[0].at(a);
      FloatPointer vector = floats[1].at(x);
      FloatPointer product = floats[2].at(y);
      float scale = (float) alpha;
      float kept = (float) beta;
      cblas_sgemv(
          CblasRowMajor, opA, rows, columns, scale, matrix, lda, vector, 1, kept, product, 1);
    } else {
      DoublePointer matrix = doubles[0].at(a);
      DoublePointer vector = doubles[1].at(x);
      DoublePointer product = doubles[2].at(y);
      cblas_dgemv(
          CblasRowMajor, opA, rows, columns, alpha, matrix, lda, vector, 1, beta, product, 1);
    }
  }

  /** A pointer that is moved from call to call. */
  private static final class Floats extends FloatPointer {
    Floats() {
      super((Pointer) null);
    }

    Floats at(long place) {
      address = place;
      return this;
    }
  }

  /** A pointer that is moved from call to call. */
  private static final class Doubles extends DoublePointer {
    Doubles() {
      super((Pointer) null);
    }

    Doubles at(long place) {
      address = place;
      return this;
    }
  }
}
