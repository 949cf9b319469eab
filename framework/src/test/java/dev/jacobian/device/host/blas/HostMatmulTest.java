package dev.jacobian.device.host.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.device.Backend;
import dev.jacobian.device.FloatingOperands;
import dev.jacobian.device.Hold;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.SingleKernels;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HostMatmulTest {
  private static final Backend BACKEND = new HostBackend(1L << 30, 1);
  private static final int NO_BATCH = -1;

  private MemoryScope scope;

  @BeforeEach
  void openScope() {
    scope = MemoryScope.open();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  /** Sizes batch, m, n, k: undivided, divided by rows, by columns, both, vectors, batches. */
  static Stream<Arguments> sizes() {
    return Stream.of(
        arguments(NO_BATCH, 7, 5, 3),
        arguments(NO_BATCH, 128, 512, 784),
        arguments(NO_BATCH, 512, 300, 128),
        arguments(NO_BATCH, 1001, 70, 95),
        arguments(NO_BATCH, 801, 803, 37),
        arguments(NO_BATCH, 3, 20_001, 101),
        arguments(NO_BATCH, 9001, 1, 97),
        arguments(NO_BATCH, 1, 9001, 97),
        arguments(NO_BATCH, 9001, 200, 1),
        arguments(3, 150, 260, 130),
        arguments(40, 33, 47, 51),
        arguments(5, 1, 3001, 203));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void anyNumberOfThreadsGivesTheSameBits(int batch, int m, int n, int k) {
    HostMatmul[] products = new HostMatmul[4];
    for (int i = 0; i < products.length; i++) {
      products[i] = new HostMatmul(new WorkerThreads("test", i + 1));
    }
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int mask = 0; mask < 4; mask++) {
        boolean transposeA = (mask & 1) != 0;
        boolean transposeB = (mask & 2) != 0;
        Operand a = random(dtype, transposeA ? shape(batch, k, m) : shape(batch, m, k), 1);
        Operand b = random(dtype, transposeB ? shape(batch, n, k) : shape(batch, k, n), 2);
        double[] expected = new double[0];
        for (int threads = 1; threads <= products.length; threads++) {
          Operand output = random(dtype, shape(batch, m, n), 3);
          HostMatmul product = products[threads - 1];
          Hold.during(
              () -> product.run(-0.37, a, transposeA, b, transposeB, 0.5, output), a, b, output);
          double[] result = doubles(output);
          if (threads == 1) {
            expected = result;
            assertTrue(Arrays.stream(result).allMatch(Double::isFinite));
          }
          assertArrayEquals(
              expected, result, threads + " threads, " + dtype + ", transposed " + mask);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "6, 5, 4",
    "1, 5, 4",
    "6, 1, 4",
    "1, 1, 4",
    "6, 5, 1",
    "130, 700, 60",
    "9001, 1, 40",
    "1, 9001, 40",
    "6, 5, 0",
    "1, 5, 0",
    "6, 1, 0"
  })
  void factorsScaleTheProductAndWhatIsThere(int m, int n, int k) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Operand a = random(dtype, Shape.of(m, k), 1);
      Operand b = random(dtype, Shape.of(k, n), 2);
      for (double beta : new double[] {0, 1, -0.75}) {
        Operand output = random(dtype, Shape.of(m, n), 3);
        double[] before = doubles(output);
        BACKEND.matmul(0.5, a, false, b, false, beta, output);
        double[] product = product(doubles(a), doubles(b), m, n, k);
        double[] actual = doubles(output);
        for (int i = 0; i < actual.length; i++) {
          double expected = 0.5 * product[i] + beta * before[i];
          assertEquals(expected, actual[i], dtype == DType.FLOAT32 ? 1e-4 : 1e-12, "beta " + beta);
        }
      }
    }
  }

  /** Every kernel of BLAS for small, narrow and large matrices, against sums in float64. */
  @Test
  void randomShapesGiveTheProductOfTheirNumbers() {
    SplittableRandom random = new SplittableRandom(20261128);
    double largest = 0;
    for (int i = 0; i < 400; i++) {
      int m = random.nextInt(1, i < 300 ? 80 : 301);
      int k = random.nextInt(1, i < 300 ? 80 : 401);
      int n = random.nextInt(1, i < 300 ? 80 : 301);
      boolean transposeA = random.nextBoolean();
      boolean transposeB = random.nextBoolean();
      Operand a = random(DType.FLOAT32, transposeA ? Shape.of(k, m) : Shape.of(m, k), i);
      Operand b = random(DType.FLOAT32, transposeB ? Shape.of(n, k) : Shape.of(k, n), -i);
      Operand output = random(DType.FLOAT32, Shape.of(m, n), 3);
      BACKEND.matmul(a, transposeA, b, transposeB, output);
      double[] left = rows(doubles(a), m, k, transposeA);
      double[] right = rows(doubles(b), k, n, transposeB);
      double[] expected = product(left, right, m, n, k);
      double[] sizes = product(magnitudes(left), magnitudes(right), m, n, k);
      double[] actual = doubles(output);
      for (int at = 0; at < actual.length; at++) {
        largest = Math.max(largest, Math.abs(actual[at] - expected[at]) / sizes[at]);
      }
    }
    double error = largest;
    // 3.0e-7 with OpenBLAS 0.3.31 and 2.9e-7 with 0.3.19.
    assertTrue(error > 0 && error < 6e-7, () -> "largest error over |a| |b|: " + error);
  }

  private static double[] rows(double[] values, int rows, int columns, boolean isTransposed) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> isTransposed ? values[i % columns * rows + i / columns] : values[i]);
    return result;
  }

  private static double[] magnitudes(double[] values) {
    return Arrays.stream(values).map(Math::abs).toArray();
  }

  private static double[] product(double[] a, double[] b, int m, int n, int k) {
    double[] product = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int l = 0; l < k; l++) {
        for (int j = 0; j < n; j++) {
          product[i * n + j] += a[i * k + l] * b[l * n + j];
        }
      }
    }
    return product;
  }

  @ParameterizedTest
  @CsvSource({"6, 5, 4", "1, 5, 4", "6, 1, 4", "6, 5, 0", "6, 1, 0", "200, 300, 90", "9001, 1, 40"})
  void whatIsThereIsNotReadIfItsFactorIsZero(int m, int n, int k) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (double factor : new double[] {1, 0}) {
        Operand a = random(dtype, Shape.of(m, k), 1);
        Operand b = random(dtype, Shape.of(k, n), 2);
        Operand output = random(dtype, Shape.of(m, n), 3);
        SingleKernels.fill(BACKEND, output, Double.NaN);
        BACKEND.matmul(factor, a, false, b, false, 0, output);
        assertTrue(Arrays.stream(doubles(output)).noneMatch(Double::isNaN), "alpha " + factor);
      }
    }
  }

  @Test
  void zeroTimesAnInfiniteProductIsNaN() {
    Operand a = random(DType.FLOAT32, Shape.of(3, 2), 1);
    Operand b = random(DType.FLOAT32, Shape.of(2, 3), 2);
    BACKEND.upload(new float[] {1, Float.POSITIVE_INFINITY, 1, 1, 1, 1}, 0, b);
    Operand output = random(DType.FLOAT32, Shape.of(3, 3), 3);
    double[] before = doubles(output);
    // 1e-60 is 0 in float32.
    for (double alpha : new double[] {0, 1e-60}) {
      BACKEND.matmul(alpha, a, false, b, false, 1, output);
      double[] actual = doubles(output);
      assertTrue(Double.isNaN(actual[1]));
      assertEquals(before[0], actual[0]);
    }
  }

  @Test
  void theNumberOfThreadsThatAnotherUserHasSetStays() {
    int before = openblas_nolapack.blas_get_num_threads();
    try {
      openblas_nolapack.blas_set_num_threads(2);
      Operand a = random(DType.FLOAT32, Shape.of(300, 300), 1);
      Operand output = random(DType.FLOAT32, Shape.of(300, 300), 3);
      BACKEND.matmul(a, false, a, false, output);
      assertEquals(2, openblas_nolapack.blas_get_num_threads());
      assertEquals(2, OpenBlasThreads.now());
    } finally {
      openblas_nolapack.blas_set_num_threads(
          before > 0 ? before : Runtime.getRuntime().availableProcessors());
    }
  }

  private static Shape shape(int batch, int rows, int columns) {
    return batch == NO_BATCH ? Shape.of(rows, columns) : Shape.of(batch, rows, columns);
  }

  private static Operand random(DType dtype, Shape shape, long seed) {
    return FloatingOperands.random(BACKEND, dtype, shape, seed);
  }

  private static double[] doubles(Operand operand) {
    return FloatingOperands.doubles(BACKEND, operand);
  }
}
