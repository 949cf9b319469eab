package dev.jacobian.device.cuda;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The functions of cuBLAS, by its names; those with counts of 64 bits, which it has from version 12
 * on. Addresses and handles are numbers; 0 is returned where all went well.
 */
@SuppressWarnings("MemberName") // the library's names
final class LibCuBlas {
  /** Types of matrices. */
  static final int FLOAT32 = 0;

  static final int FLOAT64 = 1;

  /** Products of float32 in all of float32's bits. */
  static final int COMPUTE_32F = 68;

  static final int COMPUTE_64F = 70;

  /** Products of float32 whose factors are rounded to 10 bits after the point. */
  static final int COMPUTE_TF32 = 77;

  /** Of a call for which there was no memory. */
  static final int ALLOC_FAILED = 3;

  /** Lets cuBLAS choose. */
  static final int ALGORITHM = -1;

  private LibCuBlas() {}

  /**
   * Binds these functions to a library.
   *
   * @throws UnsatisfiedLinkError if it does not load, or lacks one of them
   */
  static void open(String name) {
    Native.register(LibCuBlas.class, NativeLibrary.getInstance(name));
  }

  /** Asks for a part of the version: 0, 1 or 2. */
  static native int cublasGetProperty(int type, int[] value);

  static native String cublasGetStatusString(int status);

  static native int cublasCreate_v2(long[] handle);

  static native int cublasSetStream_v2(long handle, long stream);

  static native int cublasSetWorkspace_v2(long handle, long address, long bytes);

  static native int cublasGemmEx_64(
      long handle,
      int transposeA,
      int transposeB,
      long m,
      long n,
      long k,
      long alpha,
      long a,
      int typeA,
      long lda,
      long b,
      int typeB,
      long ldb,
      long beta,
      long c,
      int typeC,
      long ldc,
      int compute,
      int algorithm);

  static native int cublasGemmStridedBatchedEx_64(
      long handle,
      int transposeA,
      int transposeB,
      long m,
      long n,
      long k,
      long alpha,
      long a,
      int typeA,
      long lda,
      long strideA,
      long b,
      int typeB,
      long ldb,
      long strideB,
      long beta,
      long c,
      int typeC,
      long ldc,
      long strideC,
      long batch,
      int compute,
      int algorithm);
}
