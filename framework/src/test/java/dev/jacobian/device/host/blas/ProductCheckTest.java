package dev.jacobian.device.host.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProductCheckTest {
  /** What a faulty kernel could do to a product. */
  private enum Fault {
    LEAVES_ALL,
    LEAVES_LAST_COLUMN,
    TAKES_A_TRANSPOSED,
    SKIPS_LAST_TERM,
    LEAVES_VECTOR
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void theLibraryOfThisProcessIsRight(DType dtype) {
    Blas blas = Blas.of(dtype);
    double error = ProductCheck.error(blas);
    assertTrue(error <= ProductCheck.allowed(dtype.byteSize()), () -> "error " + error);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void faultsAreSeen(Fault fault) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      double error = ProductCheck.error(new Faulty(Blas.of(dtype), fault));
      assertTrue(!(error <= 1e-3), () -> fault + " in " + dtype + ": error " + error);
    }
  }

  @Test
  void whatIsAllowedIsAFewUnitsOfRounding() {
    assertEquals(2e-6, ProductCheck.allowed(Float.BYTES), 1e-7);
    assertEquals(3.8e-15, ProductCheck.allowed(Double.BYTES), 1e-16);
  }

  /** A BLAS with a fault. */
  private static final class Faulty implements Blas {
    private final Blas right;
    private final Fault fault;

    Faulty(Blas right, Fault fault) {
      this.right = right;
      this.fault = fault;
    }

    @Override
    public DType dtype() {
      return right.dtype();
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
      // Zeros first, since what is left alone would be whatever the memory holds.
      right.multiply(m, n, k, 0, a, transposeA, lda, b, transposeB, ldb, 0, c, ldc);
      switch (fault) {
        case LEAVES_ALL -> {}
        case LEAVES_LAST_COLUMN ->
            right.multiply(
                m, n - 1, k, alpha, a, transposeA, lda, b, transposeB, ldb, beta, c, ldc);
        case TAKES_A_TRANSPOSED ->
            right.multiply(m, n, k, alpha, a, !transposeA, m, b, transposeB, ldb, beta, c, ldc);
        case SKIPS_LAST_TERM ->
            right.multiply(
                m, n, k - 1, alpha, a, transposeA, lda, b, transposeB, ldb, beta, c, ldc);
        default ->
            right.multiply(m, n, k, alpha, a, transposeA, lda, b, transposeB, ldb, beta, c, ldc);
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
      double factor = fault == Fault.LEAVES_VECTOR ? 0 : alpha;
      right.multiplyVector(rows, columns, factor, a, transposeA, lda, x, beta, y);
    }
  }
}
