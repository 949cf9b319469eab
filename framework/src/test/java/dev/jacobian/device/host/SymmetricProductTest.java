package dev.jacobian.device.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.device.Backend;
import dev.jacobian.device.FloatingOperands;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.SingleKernels;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of matrices with their own transpose, of which half is computed. */
class SymmetricProductTest {
  private MemoryScope scope;

  @BeforeEach
  void openScope() {
    scope = MemoryScope.open();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  /**
   * Sizes batch, n, k: too small, whole strips, strips of other heights, many, several matrices.
   */
  static Stream<Arguments> sizes() {
    return Stream.of(
        arguments(1, 383, 128),
        arguments(1, 400, 127),
        arguments(1, 384, 128),
        arguments(1, 1000, 130),
        arguments(1, 2051, 131),
        arguments(3, 401, 129),
        arguments(9, 401, 129));
  }

  private static Operand copy(Backend backend, Operand operand) {
    Operand copy = new Operand(backend.memory().allocate(operand.spec()), operand.shape());
    backend.copy(operand, copy);
    return copy;
  }

  /** Returns the product into memory that was full of NaN. */
  private static double[] product(
      Backend backend, Operand a, boolean transposeA, Operand b, boolean transposeB) {
    long m = a.shape().dim(transposeA ? -1 : -2);
    long n = b.shape().dim(transposeB ? -2 : -1);
    Shape shape = a.shape().withDim(a.shape().rank() - 2, m).withDim(a.shape().rank() - 1, n);
    Operand output =
        new Operand(backend.memory().allocate(new TensorSpec(shape, a.dtype())), shape);
    SingleKernels.fill(backend, output, Double.NaN);
    backend.matmul(0.75, a, transposeA, b, transposeB, 0, output);
    return FloatingOperands.doubles(backend, output);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void itIsTheProductWithACopyAndTheSameBitsAtAnyNumberOfThreads(int batch, int n, int k) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (boolean isTransposed : new boolean[] {false, true}) {
        double[] first = null;
        for (int threads = 1; threads <= 4; threads++) {
          Backend backend = new HostBackend(1L << 30, threads);
          Shape matrix = isTransposed ? Shape.of(batch, k, n) : Shape.of(batch, n, k);
          Operand a = FloatingOperands.random(backend, dtype, matrix, 5);
          double[] result = product(backend, a, isTransposed, a, !isTransposed);
          if (first == null) {
            first = result;
            double[] other = product(backend, a, isTransposed, copy(backend, a), !isTransposed);
            assertArrayEquals(other, result, dtype == DType.FLOAT32 ? 2e-5 : 1e-13);
          }
          assertArrayEquals(first, result, threads + " threads, " + dtype);
        }
      }
    }
  }

  @Test
  void rowsMayLieApartAndWhatIsNoTransposeIsMultipliedAsAWhole() {
    Backend backend = new HostBackend(1L << 30, 2);
    Operand whole = FloatingOperands.random(backend, DType.FLOAT64, Shape.of(500, 210), 5);
    Layout layout = whole.layout();
    Operand apart = whole.at(layout.slice(1, 7, 140, 1).slice(0, 0, 400, 1));
    Operand next = whole.at(layout.slice(1, 7, 140, 1).slice(0, 1, 400, 1));
    Operand longer = whole.at(layout.slice(1, 7, 140, 1));
    Operand square = whole.at(layout.slice(1, 0, 200, 1).slice(0, 0, 200, 1));
    assertEqualsCopy(backend, apart, false, apart, true);
    assertEqualsCopy(backend, apart, true, apart, false);
    assertEqualsCopy(backend, apart, false, next, true);
    assertEqualsCopy(backend, apart, false, longer, true);
    assertEqualsCopy(backend, longer, false, apart, true);
    assertEqualsCopy(backend, square, false, square, false);
  }

  private static void assertEqualsCopy(
      Backend backend, Operand a, boolean transposeA, Operand b, boolean transposeB) {
    assertArrayEquals(
        product(backend, a, transposeA, copy(backend, b), transposeB),
        product(backend, a, transposeA, b, transposeB),
        1e-12);
  }

  @Test
  void whatIsThereIsAddedTo() {
    Backend backend = new HostBackend(1L << 30, 2);
    Operand a = FloatingOperands.random(backend, DType.FLOAT64, Shape.of(400, 130), 5);
    Operand sum = FloatingOperands.random(backend, DType.FLOAT64, Shape.of(400, 400), 5);
    double[] before = FloatingOperands.doubles(backend, sum);
    double[] product = product(backend, a, false, a, true);
    backend.matmul(0.75, a, false, a, true, 0.5, sum);
    double[] after = FloatingOperands.doubles(backend, sum);
    for (int i = 0; i < after.length; i++) {
      assertEquals(product[i] + 0.5 * before[i], after[i], 1e-12);
    }
  }
}
