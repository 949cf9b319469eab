package dev.jacobian.device.host.blas;

import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.HostMemory;
import dev.jacobian.shape.DType;
import java.lang.ref.Reference;

/**
 * Compares a product by BLAS with the same product in plain Java. Kernels that are wrong on one
 * processor, or are taken for another by a machine that hides what it is, show at sizes that leave
 * a rest beside whole vectors and tiles.
 */
final class ProductCheck {
  private static final int M = 19;
  private static final int N = 21;
  private static final int K = 17;

  /** Rounding errors of a sum of {@value #K} products, with room. */
  private static final double UNITS = 2.0 * K;

  private ProductCheck() {}

  /** Returns the largest error that rounding explains, as a share of |a| |b|. */
  static double allowed(int elementBytes) {
    return UNITS * (elementBytes == Float.BYTES ? 0x1p-24 : 0x1p-53);
  }

  /** Returns the largest error of a product {@code a b^T} and of its first column, over |a| |b|. */
  static double error(Blas blas) {
    DType dtype = blas.dtype();
    double[] a = numbers(M * K, 1);
    double[] b = numbers(N * K, 2);
    double[] c = new double[M * N];
    double[] column = new double[M];
    HostMemory memory = HostMemory.allocate(dtype, a.length + b.length + c.length + column.length);
    HostBlock block = HostBlock.over(dtype, memory);
    try {
      Object lane = lane(dtype, a, b);
      block.store(lane, 0, 0, a.length + b.length);
      long start = block.pointer().address();
      int bytes = dtype.byteSize();
      long atB = start + (long) a.length * bytes;
      long atC = atB + (long) b.length * bytes;
      long atColumn = atC + (long) c.length * bytes;
      blas.multiply(M, N, K, 1, start, false, K, atB, true, K, 0, atC, N);
      blas.multiplyVector(M, K, 1, start, false, K, atB, 0, atColumn);
      load(block, a.length + b.length, c);
      load(block, a.length + b.length + c.length, column);
    } finally {
      Reference.reachabilityFence(memory);
      block.free();
    }
    double error = 0;
    for (int row = 0; row < M; row++) {
      for (int other = 0; other < N; other++) {
        error = Math.max(error, errorAt(a, b, row, other, c[row * N + other]));
      }
      error = Math.max(error, errorAt(a, b, row, 0, column[row]));
    }
    return error;
  }

  private static double errorAt(double[] a, double[] b, int row, int column, double computed) {
    double sum = 0;
    double size = 0;
    for (int i = 0; i < K; i++) {
      double term = a[row * K + i] * b[column * K + i];
      sum += term;
      size += Math.abs(term);
    }
    return Math.abs(computed - sum) / size;
  }

  /** Returns numbers in (-1, 1) that float32 holds exactly. */
  private static double[] numbers(int count, int seed) {
    double[] numbers = new double[count];
    int state = seed;
    for (int i = 0; i < count; i++) {
      state = state * 1664525 + 1013904223;
      numbers[i] = ((state >> 12) | 1) * 0x1p-19;
    }
    return numbers;
  }

  private static Object lane(DType dtype, double[] a, double[] b) {
    double[] all = new double[a.length + b.length];
    System.arraycopy(a, 0, all, 0, a.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    if (dtype == DType.FLOAT64) {
      return all;
    }
    float[] floats = new float[all.length];
    for (int i = 0; i < all.length; i++) {
      floats[i] = (float) all[i];
    }
    return floats;
  }

  private static void load(HostBlock block, int from, double[] to) {
    if (block.dtype() == DType.FLOAT64) {
      block.load(from, to, 0, to.length);
      return;
    }
    float[] floats = new float[to.length];
    block.load(from, floats, 0, to.length);
    for (int i = 0; i < to.length; i++) {
      to[i] = floats[i];
    }
  }
}
