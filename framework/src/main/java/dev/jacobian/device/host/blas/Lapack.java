package dev.jacobian.device.host.blas;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dgeqrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgesdd;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgesv;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgetrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgetri;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dorgqr;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dtrtrs;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.MatrixFunction;
import dev.jacobian.device.Operand;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.Shape;
import java.util.Arrays;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.jspecify.annotations.Nullable;

/**
 * Functions of matrices by the LAPACK that OpenBLAS carries, for all adapters: elements pass
 * through Java arrays. Each matrix is computed by one thread, and matrices of a batch by several.
 */
public final class Lapack {
  /** The fewest multiplications that a thread is given: some 30 us. */
  private static final long LEAST_WORK = 1 << 16;

  private static final int MOST_PARTS = 64;

  private final MatrixFunction function;
  private final Shape batch;

  private Lapack(MatrixFunction function, Shape batch) {
    this.function = function;
    this.batch = batch;
  }

  /**
   * Computes a function of each matrix: see {@link dev.jacobian.device.Backend#apply}.
   *
   * @param threads who computes the matrices of a batch
   * @throws DeviceException if the library does not load
   */
  public static void run(
      WorkerThreads threads, MatrixFunction function, Operand[] inputs, Operand output) {
    load();
    Object[] elements = Arrays.stream(inputs).map(Lapack::download).toArray();
    Object result = JavaArrays.allocate(output.dtype(), output.shape().size());
    Shape[] shapes = Arrays.stream(inputs).map(Operand::shape).toArray(Shape[]::new);
    Lapack lapack = new Lapack(function, shapes[0]);
    long batches = output.shape().product(0, output.shape().rank() - 2);
    long rows = shapes[0].dim(-2);
    long work = batches * rows * shapes[0].dim(-1) * Math.max(rows, output.shape().dim(-1));
    int parts = (int) Math.max(1, Math.min(Math.min(MOST_PARTS, batches), work / LEAST_WORK));
    threads.run(
        output.shape().size() == 0 ? 0 : parts,
        part -> {
          BlasThreads blas = BlasThreads.process();
          int before = blas.enter();
          try {
            int end = (int) (batches * (part + 1) / parts);
            for (int i = (int) (batches * part / parts); i < end; i++) {
              ColumnMatrix[] given = new ColumnMatrix[elements.length];
              for (int input = 0; input < given.length; input++) {
                given[input] = ColumnMatrix.read(elements[input], i, shapes[input]);
                String side = input == 0 ? "" : "the right side of ";
                requireFinite(given[input], side + lapack.name(i));
              }
              lapack.compute(given, i).write(result, i);
            }
          } finally {
            blas.leave(before);
          }
        });
    output.storage().backend().upload(result, 0, output);
  }

  private static void load() {
    ProductLibrary.load();
    if (Loaded.PROBLEM != null) {
      throw Loaded.PROBLEM;
    }
  }

  /**
   * Loads when it is first asked for: JavaCPP looks at files at every call, for longer than small
   * matrices take.
   */
  private static final class Loaded {
    static final @Nullable DeviceException PROBLEM;

    static {
      DeviceException problem = null;
      try {
        Loader.load(openblas.class);
      } catch (LinkageError e) {
        problem = ProductLibrary.notLoaded(e);
      }
      PROBLEM = problem;
    }
  }

  private static Object download(Operand operand) {
    Object elements = JavaArrays.allocate(operand.dtype(), operand.shape().size());
    operand.download(elements, 0);
    return elements;
  }

  private ColumnMatrix compute(ColumnMatrix[] given, int index) {
    ColumnMatrix a = given[0];
    return switch (function) {
      case SOLVE -> {
        int[] pivots = new int[a.apart()];
        double[] x = given[1].elements();
        int columns = given[1].columns();
        requireInvertible(
            LAPACKE_dgesv(
                CblasColMajor, a.rows(), columns, a.elements(), a.apart(), pivots, x, a.apart()),
            index);
        yield given[1];
      }
      case SOLVE_LOWER, SOLVE_UPPER -> {
        byte triangle = (byte) (function == MatrixFunction.SOLVE_LOWER ? 'L' : 'U');
        int columns = given[1].columns();
        double[] x = given[1].elements();
        byte no = 'N';
        requireInvertible(
            LAPACKE_dtrtrs(
                CblasColMajor,
                triangle,
                no,
                no,
                a.rows(),
                columns,
                a.elements(),
                a.apart(),
                x,
                a.apart()),
            index);
        yield given[1];
      }
      case CHOLESKY -> cholesky(a.symmetricPart(), index);
      case QR -> qr(a, a.columns());
      case QR_COMPLETE -> qr(a, a.rows());
      case SVD -> svd(a, index);
      case EIGH -> eigh(a.symmetricPart(), index);
      case DET -> new ColumnMatrix(1, 1, new double[] {determinant(a, factored(a))});
      case COFACTORS -> cofactors(a);
      case SLOGDET -> slogdet(a);
    };
  }

  private ColumnMatrix cholesky(ColumnMatrix a, int index) {
    int info = LAPACKE_dpotrf(CblasColMajor, (byte) 'L', a.rows(), a.elements(), a.apart());
    if (requireMemory(info) > 0) {
      throw new NumericException(
          name(index)
              + " is not positive definite: its leading minor of order "
              + info
              + " is not above 0",
          "a symmetric matrix with eigenvalues above 0",
          "add a small multiple of the identity");
    }
    a.clear(false);
    return a;
  }

  /** Returns Q of so many columns over R, or beside it if Q is square. */
  private ColumnMatrix qr(ColumnMatrix a, int columns) {
    int reflections = Math.min(a.rows(), a.columns());
    double[] scales = new double[Math.max(1, reflections)];
    // Without columns some versions find their own room for work too small.
    if (reflections > 0) {
      requireMemory(
          LAPACKE_dgeqrf(CblasColMajor, a.rows(), a.columns(), a.elements(), a.apart(), scales));
    }
    boolean isComplete = function == MatrixFunction.QR_COMPLETE;
    ColumnMatrix q = ColumnMatrix.zeros(a.rows(), columns);
    q.put(a, 0, 0);
    requireMemory(
        LAPACKE_dorgqr(
            CblasColMajor, a.rows(), columns, reflections, q.elements(), q.apart(), scales));
    a.clear(true);
    ColumnMatrix result =
        isComplete
            ? ColumnMatrix.zeros(a.rows(), columns + a.columns())
            : ColumnMatrix.zeros(a.rows() + columns, columns);
    result.put(q, 0, 0);
    result.put(a, isComplete ? 0 : a.rows(), isComplete ? columns : 0);
    return result;
  }

  private ColumnMatrix svd(ColumnMatrix a, int index) {
    int rank = Math.min(a.rows(), a.columns());
    ColumnMatrix u = ColumnMatrix.zeros(a.rows(), rank);
    ColumnMatrix s = ColumnMatrix.zeros(rank, 1);
    ColumnMatrix v = ColumnMatrix.zeros(rank, a.columns());
    requireConverged(
        LAPACKE_dgesdd(
            CblasColMajor,
            (byte) 'S',
            a.rows(),
            a.columns(),
            a.elements(),
            a.apart(),
            s.elements(),
            u.elements(),
            u.apart(),
            v.elements(),
            v.apart()),
        index);
    ColumnMatrix result = ColumnMatrix.zeros(rank, a.rows() + 1 + a.columns());
    result.put(u.transposed(), 0, 0);
    result.put(s, 0, a.rows());
    result.put(v, 0, a.rows() + 1);
    return result;
  }

  private ColumnMatrix eigh(ColumnMatrix a, int index) {
    ColumnMatrix values = ColumnMatrix.zeros(1, a.rows());
    requireConverged(
        LAPACKE_dsyevd(
            CblasColMajor,
            (byte) 'V',
            (byte) 'L',
            a.rows(),
            a.elements(),
            a.apart(),
            values.elements()),
        index);
    ColumnMatrix result = ColumnMatrix.zeros(a.rows() + 1, a.rows());
    result.put(values, 0, 0);
    result.put(a, 1, 0);
    return result;
  }

  /** Puts L and U in the place of a matrix, and returns which rows were exchanged. */
  private static int[] factored(ColumnMatrix a) {
    int[] pivots = new int[a.apart()];
    requireMemory(
        LAPACKE_dgetrf(CblasColMajor, a.rows(), a.rows(), a.elements(), a.apart(), pivots));
    return pivots;
  }

  private static double determinant(ColumnMatrix factors, int[] pivots) {
    double product = 1;
    for (int i = 0; i < factors.rows(); i++) {
      product *= pivots[i] == i + 1 ? factors.get(i, i) : -factors.get(i, i);
    }
    // A zero loses its sign.
    return product + 0.0;
  }

  /**
   * Returns {@code det(A) A^-T}. Where a pivot is 0 it is taken for one in the last digit: the
   * cofactors are continuous, and so change in theirs.
   */
  private static ColumnMatrix cofactors(ColumnMatrix a) {
    int[] pivots = factored(a);
    double largest = Arrays.stream(a.elements()).map(Math::abs).max().orElseThrow();
    double least = Math.ulp(1.0) * (largest == 0 ? 1 : largest);
    for (int i = 0; i < a.rows(); i++) {
      if (a.get(i, i) == 0) {
        a.elements()[i * a.rows() + i] = least;
      }
    }
    double determinant = determinant(a, pivots);
    requireMemory(LAPACKE_dgetri(CblasColMajor, a.rows(), a.elements(), a.apart(), pivots));
    ColumnMatrix cofactors = a.transposed();
    for (int i = 0; i < cofactors.elements().length; i++) {
      cofactors.elements()[i] *= determinant;
    }
    return cofactors;
  }

  private static ColumnMatrix slogdet(ColumnMatrix a) {
    int[] pivots = factored(a);
    double sign = 1;
    double log = 0;
    for (int i = 0; i < a.rows(); i++) {
      double pivot = a.get(i, i);
      sign *= Math.signum(pivot) * (pivots[i] == i + 1 ? 1 : -1);
      log += Math.log(Math.abs(pivot));
    }
    // A zero loses its sign.
    return new ColumnMatrix(1, 2, new double[] {sign + 0.0, log});
  }

  private String name(int index) {
    Shape matrix = Shape.of(batch.dim(-2), batch.dim(-1));
    return batch.size() == matrix.size()
        ? "the matrix " + matrix
        : "matrix " + index + " of " + batch;
  }

  private static void requireFinite(ColumnMatrix matrix, String name) {
    for (double element : matrix.elements()) {
      if (!Double.isFinite(element)) {
        throw new NumericException(
            name + " has the element " + element,
            "finite numbers",
            "look with Autograd.detectAnomaly for where it comes from");
      }
    }
  }

  private void requireInvertible(int info, int index) {
    if (requireMemory(info) > 0) {
      throw new NumericException(
          name(index) + " is singular: pivot " + info + " is 0",
          "a matrix that has an inverse",
          "add a small multiple of the identity");
    }
  }

  private void requireConverged(int info, int index) {
    if (requireMemory(info) > 0) {
      throw new NumericException(
          name(index) + ": LAPACK's iteration does not converge", "a matrix for which it does");
    }
  }

  private static int requireMemory(int info) {
    if (info < 0) {
      throw new MemoryException(
          "LAPACK's function ended with " + info, "memory for its work", "free some");
    }
    return info;
  }
}
