package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.WorkerThreads;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;

/** Multiplies matrices by BLAS, divided over a pool of threads. */
final class HostMatmul {
  private final WorkerThreads threads;
  private final ThreadLocal<MatmulTask> tasks;

  HostMatmul(WorkerThreads threads) {
    this.threads = threads;
    ThreadLocal<Blas> floats = ThreadLocal.withInitial(() -> Blas.of(DType.FLOAT32));
    ThreadLocal<Blas> doubles = ThreadLocal.withInitial(() -> Blas.of(DType.FLOAT64));
    this.tasks = ThreadLocal.withInitial(() -> new MatmulTask(floats, doubles));
  }

  /**
   * Returns whether a factor is zero in a type. BLAS takes this for no product at all, and would
   * lose the NaN that zero times infinity or NaN is.
   */
  static boolean isZero(double factor, DType dtype) {
    return dtype == DType.FLOAT32 ? (float) factor == 0 : factor == 0;
  }

  /**
   * Computes {@code output = alpha op(a) op(b) + beta output}: see {@link
   * dev.jacobian.device.Backend#matmul}.
   *
   * @param alpha not zero in the operands' type
   * @throws DTypeException if the operands are not floating point
   * @throws ShapeException if an axis is longer than BLAS counts
   */
  void run(
      double alpha,
      Operand a,
      boolean transposeA,
      Operand b,
      boolean transposeB,
      double beta,
      Operand output) {
    DType dtype = output.dtype();
    if (!dtype.isFloating()) {
      throw new DTypeException("matmul of " + dtype + " operands", "float32 or float64");
    }
    Shape shape = output.shape();
    if (shape.size() == 0) {
      return;
    }
    MatmulTask task = tasks.get();
    task.setOperands(
        dtype,
        HostBlock.of(a).pointer().address(),
        transposeA,
        HostBlock.of(b).pointer().address(),
        transposeB,
        HostBlock.of(output).pointer().address());
    task.setFactors(alpha, beta);
    int parts =
        task.divide(
            shape.product(0, shape.rank() - 2),
            countable(shape, -2),
            countable(shape, -1),
            countable(a.shape(), transposeA ? -2 : -1));
    threads.run(parts, task);
  }

  private static int countable(Shape shape, int axis) {
    long size = shape.dim(axis);
    if (size > Integer.MAX_VALUE) {
      throw new ShapeException(
          "matmul of an operand of shape " + shape,
          "axes of at most " + Integer.MAX_VALUE + " entries, which is as far as BLAS counts",
          "slice the operand and multiply the slices");
    }
    return (int) size;
  }
}
