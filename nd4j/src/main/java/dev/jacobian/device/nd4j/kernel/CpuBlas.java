package dev.jacobian.device.nd4j.kernel;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Products of two matrices in main memory by the BLAS that ND4J's CPU backend has loaded, without
 * libnd4j in between.
 */
final class CpuBlas {
  private CpuBlas() {}

  /** Returns whether these are matrices whose memory BLAS can take as it is. */
  static boolean accepts(Operand a, Operand b, Operand output) {
    return a.shape().rank() == 2
        && a.dtype().isFloating()
        && isIndexable(a)
        && isIndexable(b)
        && isIndexable(output)
        && NativeCalls.block(a).isOwned()
        && NativeCalls.block(b).isOwned()
        && NativeCalls.block(output).isOwned();
  }

  private static boolean isIndexable(Operand operand) {
    return operand.shape().size() <= Integer.MAX_VALUE;
  }

  /** Computes {@code output = alpha op(a) op(b) + beta output}; no operand is empty. */
  static void multiply(
      double alpha,
      Operand a,
      boolean transposeA,
      Operand b,
      boolean transposeB,
      double beta,
      Operand output) {
    Shape shape = output.shape();
    int m = (int) shape.dim(0);
    int n = (int) shape.dim(1);
    int k = (int) a.shape().dim(transposeA ? 0 : 1);
    int lda = (int) a.shape().dim(1);
    int ldb = (int) b.shape().dim(1);
    int opA = transposeA ? CblasTrans : CblasNoTrans;
    int opB = transposeB ? CblasTrans : CblasNoTrans;
    Pointer x = NativeCalls.block(a).address();
    Pointer y = NativeCalls.block(b).address();
    Pointer z = NativeCalls.block(output).address();
    if (output.dtype() == DType.FLOAT32) {
      FloatPointer c = (FloatPointer) z;
      cblas_sgemm(
          CblasRowMajor,
          opA,
          opB,
          m,
          n,
          k,
          (float) alpha,
          (FloatPointer) x,
          lda,
          (FloatPointer) y,
          ldb,
          (float) beta,
          c,
          n);
    } else {
      DoublePointer c = (DoublePointer) z;
      cblas_dgemm(
          CblasRowMajor,
          opA,
          opB,
          m,
          n,
          k,
          alpha,
          (DoublePointer) x,
          lda,
          (DoublePointer) y,
          ldb,
          beta,
          c,
          n);
    }
  }
}
