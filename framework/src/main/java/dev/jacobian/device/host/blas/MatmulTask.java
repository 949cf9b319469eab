package dev.jacobian.device.host.blas;

import dev.jacobian.device.MatrixOperand;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PartTask;
import dev.jacobian.shape.DType;

/**
 * One call of {@link HostMatmul}, divided into parts: pieces of the output, or runs of whole
 * matrices of a batch. It is used again for the next call of the same thread.
 */
final class MatmulTask implements PartTask {
  /*
   * The division follows from the sizes alone, and each part is one call of BLAS on one thread, so
   * results do not depend on the number of threads. (BLAS sums up an element in another order if it
   * lies elsewhere in a tile of its kernel, or in a call of another size.) Every piece makes its
   * own copies of the rows and columns that it needs; so there are two where there must be, and
   * more only where that costs little. A matrix times its own transpose is symmetric: its pieces are
   * strips of rows that begin at the diagonal, the longest first, and what is below is mirrored.
   */

  /** Pieces begin at multiples of this, since kernels work on tiles. */
  private static final int EDGE = 64;

  /** The fewest multiplications of a piece of a matrix: some 30 us. */
  private static final long LEAST_WORK = 1 << 21;

  /** The shortest side of a piece if there are more than two. */
  private static final int SHORTEST_SIDE = 384;

  private static final int MOST_PIECES = 64;

  /** Rows of a symmetric product from which there are strips, and from which there are more. */
  private static final int LEAST_ROWS = 384;

  private static final int MANY_ROWS = 2048;

  /** Terms of its sums below which mirroring takes what strips save. */
  private static final int LEAST_TERMS = 128;

  /** The fewest multiplications of a piece of a vector, which wait for memory: some 30 us. */
  private static final long LEAST_VECTOR_WORK = 1 << 17;

  private static final int MOST_VECTOR_PIECES = 16;

  /** A batch of so many matrices is divided into runs of matrices, and matrices are not. */
  private static final int MANY_MATRICES = 8;

  private static final int MOST_RUNS = 64;

  /** Below this BLAS starts no threads in any case. */
  private static final long LEAST_THREADED_WORK = 8192;

  private final ThreadLocal<Blas> floats;
  private final ThreadLocal<Blas> doubles;
  private DType dtype = DType.FLOAT32;
  private long a;
  private long b;
  private long c;
  private boolean transposeA;
  private boolean transposeB;
  private int rowsApartA;
  private int rowsApartB;
  private long matricesApartA;
  private long matricesApartB;
  private long entriesApartA;
  private long entriesApartB;
  private long inner;
  private double alpha;
  private double beta;
  private int m;
  private int n;
  private int k;
  private long batches;
  private int runs;
  private int gridRows;
  private int gridColumns;

  /** Rows of pieces that begin at the diagonal; 1 if pieces are those of the whole output. */
  private int strips;

  MatmulTask(ThreadLocal<Blas> floats, ThreadLocal<Blas> doubles) {
    this.floats = floats;
    this.doubles = doubles;
  }

  /** Sets the type of all elements and the address of the output. */
  void setOutput(DType dtype, long output) {
    this.dtype = dtype;
    this.c = output;
  }

  /** Sets where the left matrices lie, with the distance of rows in elements. */
  void setLeft(long address, boolean transposed, int rowsApart) {
    this.a = address;
    this.transposeA = transposed;
    this.rowsApartA = rowsApart;
  }

  /** Sets where the right matrices lie. */
  void setRight(long address, boolean transposed, int rowsApart) {
    this.b = address;
    this.transposeB = transposed;
    this.rowsApartB = rowsApart;
  }

  /**
   * Sets how matrices follow each other.
   *
   * @param inner how many are an entry of the outer batch axis
   */
  void setBatch(long inner, Operand left, Operand right) {
    this.inner = inner;
    this.matricesApartA = MatrixOperand.matricesApart(left);
    this.matricesApartB = MatrixOperand.matricesApart(right);
    this.entriesApartA = MatrixOperand.entriesApart(left);
    this.entriesApartB = MatrixOperand.entriesApart(right);
  }

  void setFactors(double alpha, double beta) {
    this.alpha = alpha;
    this.beta = beta;
  }

  /** Sets the sizes, divides the work, and returns the number of parts. */
  int divide(long batches, int m, int n, int k) {
    this.batches = batches;
    this.m = m;
    this.n = n;
    this.k = k;
    gridRows = 1;
    gridColumns = 1;
    strips = batches < MANY_MATRICES && isSymmetric() ? stripsOfHalf() : 1;
    if (strips > 1) {
      gridRows = strips;
    } else if (isVector()) {
      int pieces = atMost(MOST_VECTOR_PIECES, work() / LEAST_VECTOR_WORK);
      gridRows = m == 1 ? 1 : pieces;
      gridColumns = m == 1 ? pieces : 1;
    } else if (batches < MANY_MATRICES) {
      chooseGrid();
    }
    runs = atMost((int) Math.min(MOST_RUNS, batches), batches * work() / LEAST_WORK);
    return runs * gridRows * gridColumns;
  }

  /** Returns whether the right matrices are the left ones, transposed. */
  private boolean isSymmetric() {
    return a == b
        && m == n
        && transposeA != transposeB
        && rowsApartA == rowsApartB
        && matricesApartA == matricesApartB
        && entriesApartA == entriesApartB
        && beta == 0;
  }

  private int stripsOfHalf() {
    return n < LEAST_ROWS || k < LEAST_TERMS ? 1 : n < MANY_ROWS ? 8 : 16;
  }

  /**
   * Returns how many strips of rows are computed from the diagonal on only; 1 if all is computed.
   */
  int strips() {
    return strips;
  }

  private static int atMost(int limit, long wanted) {
    return (int) Math.max(1, Math.min(limit, wanted));
  }

  private boolean isVector() {
    return (m == 1 || n == 1) && k > 0;
  }

  private long work() {
    return (long) m * n * Math.max(1, k);
  }

  /** Halves the longer side of the pieces as long as that is of use. */
  private void chooseGrid() {
    for (int pieces = 2; pieces <= MOST_PIECES && work() / pieces >= LEAST_WORK; pieces *= 2) {
      int height = m / gridRows;
      int width = n / gridColumns;
      int side = Math.max(height, width) / 2;
      if (side < EDGE || (pieces > 2 && Math.min(side, Math.min(height, width)) < SHORTEST_SIDE)) {
        return;
      }
      if (height > width) {
        gridRows *= 2;
      } else {
        gridColumns *= 2;
      }
    }
  }

  /** Returns where piece {@code i} begins. */
  static int cut(int size, int pieces, int i) {
    return i == pieces
        ? size
        : (int) Math.min(size, ((long) size * i / pieces + EDGE / 2) / EDGE * EDGE);
  }

  @Override
  public void run(int part) {
    Blas blas = (dtype == DType.FLOAT32 ? floats : doubles).get();
    int pieces = gridRows * gridColumns;
    int run = part / pieces;
    int row = part % pieces / gridColumns;
    int column = part % gridColumns;
    long first = batches * run / runs;
    long end = batches * (run + 1) / runs;
    if (work() * (end - first) < LEAST_THREADED_WORK) {
      multiply(blas, first, end, row, column);
      return;
    }
    BlasThreads threads = BlasThreads.process();
    int before = threads.enter();
    try {
      multiply(blas, first, end, row, column);
    } finally {
      threads.leave(before);
    }
  }

  /** Multiplies one piece of some matrices of the batch. */
  private void multiply(Blas blas, long first, long end, int row, int column) {
    int top = cut(m, gridRows, row);
    int height = cut(m, gridRows, row + 1) - top;
    int left = strips > 1 ? top : cut(n, gridColumns, column);
    int width = cut(n, gridColumns, column + 1) - left;
    if (height <= 0 || width <= 0) {
      return;
    }
    long aOffset = transposeA ? top : (long) top * rowsApartA;
    long bOffset = transposeB ? (long) left * rowsApartB : left;
    long cOffset = (long) top * n + left;
    int bytes = blas.dtype().byteSize();
    for (long i = first; i < end; i++) {
      long entry = i / inner;
      long matrix = i % inner;
      long x = a + (entry * entriesApartA + matrix * matricesApartA + aOffset) * bytes;
      long y = b + (entry * entriesApartB + matrix * matricesApartB + bOffset) * bytes;
      long z = c + (i * m * n + cOffset) * bytes;
      multiply(blas, height, width, x, y, z);
    }
  }

  private void multiply(Blas blas, int height, int width, long x, long y, long z) {
    if (!isVector()) {
      int lda = rowsApartA;
      int ldb = rowsApartB;
      blas.multiply(height, width, k, alpha, x, transposeA, lda, y, transposeB, ldb, beta, z, n);
    } else if (n == 1) {
      int rows = transposeA ? k : height;
      int columns = transposeA ? height : k;
      blas.multiplyVector(rows, columns, alpha, x, transposeA, rowsApartA, y, beta, z);
    } else {
      int rows = transposeB ? width : k;
      int columns = transposeB ? k : width;
      blas.multiplyVector(rows, columns, alpha, y, !transposeB, rowsApartB, x, beta, z);
    }
  }
}
