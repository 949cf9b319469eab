package dev.jacobian.device.host.blas;

import dev.jacobian.device.MatrixOperand;
import dev.jacobian.device.Operand;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;

/** Multiplies matrices by BLAS, divided over a pool of threads. */
public final class HostMatmul {
  private final WorkerThreads threads;
  private final ThreadLocal<MatmulTask> tasks;

  public HostMatmul(WorkerThreads threads) {
    this.threads = threads;
    ThreadLocal<Blas> floats = ThreadLocal.withInitial(() -> Blas.of(DType.FLOAT32));
    ThreadLocal<Blas> doubles = ThreadLocal.withInitial(() -> Blas.of(DType.FLOAT64));
    this.tasks = ThreadLocal.withInitial(() -> new MatmulTask(floats, doubles));
  }

  /**
   * Returns whether a factor is zero in a type. BLAS takes this for no product at all, and would
   * lose the NaN that zero times infinity or NaN is.
   */
  public static boolean isZero(double factor, DType dtype) {
    return dtype == DType.FLOAT32 ? (float) factor == 0 : factor == 0;
  }

  /**
   * Computes {@code output = alpha op(a) op(b) + beta output}: see {@link
   * dev.jacobian.device.Backend#matmul}.
   *
   * @param alpha not zero in the operands' type
   * @param a has rows, see {@link MatrixOperand#hasRows}; b too
   * @return how many strips of rows were computed from the diagonal on only, since the product is
   *     symmetric; what is before has to be copied then, see {@link #edge}. Else 1
   * @throws DTypeException if the operands are not floating point
   * @throws ShapeException if an axis is longer than BLAS counts
   */
  public int run(
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
      return 1;
    }
    MatmulTask task = tasks.get();
    task.setOutput(dtype, addressOf(output));
    task.setLeft(addressOf(a), transposeA, rowsApart(a));
    task.setRight(addressOf(b), transposeB, rowsApart(b));
    task.setBatch(shape.rank() < 4 ? Long.MAX_VALUE : shape.dim(1), a, b);
    task.setFactors(alpha, beta);
    int parts =
        task.divide(
            shape.product(0, shape.rank() - 2),
            countable(shape, -2),
            countable(shape, -1),
            countable(a.shape(), transposeA ? -2 : -1));
    threads.run(parts, task);
    return task.strips();
  }

  /** Returns the row at which strip {@code i} of a symmetric product of some size begins. */
  public static int edge(int size, int strips, int i) {
    return MatmulTask.cut(size, strips, i);
  }

  private static long addressOf(Operand operand) {
    long skipped = operand.offset() * operand.dtype().byteSize();
    return HostBlock.whole(operand).pointer().address() + skipped;
  }

  private static int rowsApart(Operand matrix) {
    long distance = MatrixOperand.rowsApart(matrix);
    if (distance > Integer.MAX_VALUE) {
      throw tooLong(matrix.shape());
    }
    return (int) distance;
  }

  private static int countable(Shape shape, int axis) {
    long size = shape.dim(axis);
    if (size > Integer.MAX_VALUE) {
      throw tooLong(shape);
    }
    return (int) size;
  }

  private static ShapeException tooLong(Shape shape) {
    return new ShapeException(
        "matmul of an operand of shape " + shape,
        "axes of at most " + Integer.MAX_VALUE + " entries, which is as far as BLAS counts",
        "slice the operand and multiply the slices");
  }
}
