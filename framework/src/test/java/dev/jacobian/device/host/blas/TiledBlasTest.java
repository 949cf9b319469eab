package dev.jacobian.device.host.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.HostMemory;
import dev.jacobian.shape.DType;
import java.lang.ref.Reference;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiledBlasTest {
  /** Elements between the end of a row and the beginning of the next one. */
  private static final int GAP = 3;

  @ParameterizedTest
  @CsvSource({
    // Rows, columns, terms; the tiles without a transposed factor, with the left one, the right
    // one.
    "130, 257, 200, 30, 24, 1",
    "33, 127, 500, 6, 8, 8",
    "10, 65, 2000, 11, 16, 12",
    "2, 768, 700, 24, 18, 48",
    "64, 48, 128, 1, 1, 4",
    "80, 48, 128, 1, 1, 1",
    "80, 32, 496, 9, 16, 3",
    "80, 32, 500, 9, 16, 1",
    "64, 32, 500, 6, 12, 2",
    "99, 100, 101, 1, 1, 1",
    "1100, 1000, 2, 1, 1, 1"
  })
  void tilesAreTheWholeProduct(int m, int n, int k, int plain, int left, int right) {
    assertEquals(plain, tiles(m, n, k, false, false));
    assertEquals(left, tiles(m, n, k, true, false));
    assertEquals(right, tiles(m, n, k, false, true));
    assertEquals(1, tiles(m, n, k, true, true));
  }

  /** Compares a product with the plain sums, and returns how many calls it was. */
  private static int tiles(int m, int n, int k, boolean transposeA, boolean transposeB) {
    SplittableRandom random = new SplittableRandom(m);
    int lda = (transposeA ? m : k) + GAP;
    int ldb = (transposeB ? k : n) + GAP;
    int ldc = n + GAP;
    double[] a = random.doubles((long) (transposeA ? k : m) * lda, -1, 1).toArray();
    double[] b = random.doubles((long) (transposeB ? n : k) * ldb, -1, 1).toArray();
    double[] c = random.doubles((long) m * ldc, -1, 1).toArray();
    double[] result = new double[c.length];
    Counting blas = new Counting(Blas.of(DType.FLOAT64));
    HostMemory memory = HostMemory.allocate(DType.FLOAT64, a.length + b.length + c.length);
    HostBlock block = HostBlock.over(DType.FLOAT64, memory);
    try {
      block.store(a, 0, 0, a.length);
      block.store(b, 0, a.length, b.length);
      block.store(c, 0, a.length + b.length, c.length);
      long atA = block.pointer().address();
      long atB = atA + (long) Double.BYTES * a.length;
      long atC = atB + (long) Double.BYTES * b.length;
      new TiledBlas(blas)
          .multiply(m, n, k, 2, atA, transposeA, lda, atB, transposeB, ldb, -1, atC, ldc);
      block.load(a.length + b.length, result, 0, result.length);
    } finally {
      Reference.reachabilityFence(memory);
      block.free();
    }
    for (int i = 0; i < c.length; i++) {
      int row = i / ldc;
      int column = i % ldc;
      double expected = c[i];
      if (column < n) {
        double sum = 0;
        for (int term = 0; term < k; term++) {
          sum +=
              (transposeA ? a[term * lda + row] : a[row * lda + term])
                  * (transposeB ? b[column * ldb + term] : b[term * ldb + column]);
        }
        expected = 2 * sum - c[i];
      }
      assertEquals(expected, result[i], 1e-11 * k);
    }
    assertTrue(blas.calls > 0);
    return blas.calls;
  }

  /** Counts the products of another. */
  private static final class Counting implements Blas {
    private final Blas blas;
    private int calls;

    Counting(Blas blas) {
      this.blas = blas;
    }

    @Override
    public DType dtype() {
      return blas.dtype();
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
      calls++;
      blas.multiply(m, n, k, alpha, a, transposeA, lda, b, transposeB, ldb, beta, c, ldc);
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
      throw new UnsupportedOperationException("a vector");
    }
  }
}
