package dev.jacobian.device.host.blas;

import dev.jacobian.shape.DType;

/**
 * A BLAS that computes small products straight from their operands, and products of a middling size
 * as such small ones. What a large product saves by copying its operands into an order that fits
 * the kernels, one of a few rows, or one that is over in a millisecond, does not get back.
 */
final class TiledBlas implements Blas {
  /*
   * A tile is small enough for OpenBLAS to compute it without copies, and its operands stay in the
   * second-level cache from one tile to the next. Along k the tiles of an element follow each
   * other, so sums depend on the sizes alone. How fast which tiles are stands in the decisions.
   */

  /** Multiplications up to which a product is computed without copies in any case. */
  private static final long SMALL = 1_000_000;

  /** Elements of a product from which walking over it tile by tile costs more than copies. */
  private static final long LARGEST_OUTPUT = 1 << 20;

  private static final Tile PLAIN = new Tile(32, 128, 192, 1 << 27);
  private static final Tile LEFT_TRANSPOSED = new Tile(24, 256, 128, 1 << 29);
  private static final Tile RIGHT_TRANSPOSED = new Tile(32, 32, 512, 1 << 27);

  /** Rows up to which a product of short rows is faster in tiles if the right one is transposed. */
  private static final int FEW_ROWS = 64;

  /** What is left of a sum's terms behind whole vectors is added up one by one in such tiles. */
  private static final int VECTOR_BYTES = 64;

  private static final int SHORT = 128;
  private static final int LONG = 256;

  private final Blas blas;

  TiledBlas(Blas blas) {
    this.blas = blas;
  }

  /**
   * How products of one form are divided.
   *
   * @param rows the most of a tile; columns and terms likewise
   * @param mostWork multiplications of a product from which copies pay
   */
  private record Tile(int rows, int columns, int terms, long mostWork) {}

  @Override
  public DType dtype() {
    return blas.dtype();
  }

  /** Returns whether a product is faster in tiles. */
  private boolean divides(Tile tile, int m, int n, int k) {
    long work = (long) m * n * k;
    if (work > tile.mostWork() || (long) m * n > LARGEST_OUTPUT) {
      return false;
    }
    if (!tile.equals(RIGHT_TRANSPOSED)) {
      return work > SMALL;
    }
    return m <= FEW_ROWS ? k >= SHORT : k >= LONG && k * dtype().byteSize() % VECTOR_BYTES == 0;
  }

  /** Returns the size of equal pieces, of whole vectors if there are several. */
  private static int piece(int size, int most, int step) {
    int pieces = (size + most - 1) / most;
    int length = (size + pieces - 1) / pieces;
    return pieces == 1 ? size : (length + step - 1) / step * step;
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
    Tile most = transposeA ? LEFT_TRANSPOSED : transposeB ? RIGHT_TRANSPOSED : PLAIN;
    if ((transposeA && transposeB) || !divides(most, m, n, k)) {
      blas.multiply(m, n, k, alpha, a, transposeA, lda, b, transposeB, ldb, beta, c, ldc);
      return;
    }
    int height = piece(m, most.rows(), 4);
    int width = piece(n, most.columns(), 16);
    int depth = piece(k, most.terms(), 16);
    int bytes = dtype().byteSize();
    for (int column = 0; column < n; column += width) {
      int columns = Math.min(width, n - column);
      for (int term = 0; term < k; term += depth) {
        int terms = Math.min(depth, k - term);
        double kept = term == 0 ? beta : 1;
        long right = b + bytes * at(term, column, transposeB, ldb);
        for (int row = 0; row < m; row += height) {
          int rows = Math.min(height, m - row);
          long left = a + bytes * at(row, term, transposeA, lda);
          long product = c + bytes * at(row, column, false, ldc);
          blas.multiply(
              rows,
              columns,
              terms,
              alpha,
              left,
              transposeA,
              lda,
              right,
              transposeB,
              ldb,
              kept,
              product,
              ldc);
        }
      }
    }
  }

  private static long at(int row, int column, boolean isTransposed, int rowsApart) {
    return isTransposed ? (long) column * rowsApart + row : (long) row * rowsApart + column;
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
    blas.multiplyVector(rows, columns, alpha, a, transposeA, lda, x, beta, y);
  }
}
