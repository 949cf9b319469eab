package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of matrices and of batches of them, with either side transposed. */
abstract class MatmulKit extends KernelKit {
  private static final int NO_BATCH = -1;
  private static final int[][] SIZES = {
    {1, 1, 1},
    {2, 3, 4},
    {5, 1, 7},
    {1, 8, 1},
    {1, 9, 6},
    {6, 9, 1},
    {64, 10, 1},
    {17, 33, 19},
    {70, 65, 130},
    {3, 700, 5},
    {4, 3, 1500},
    {0, 3, 4},
    {3, 0, 4},
    {3, 4, 0},
    {0, 0, 0}
  };

  /** Sizes m, k, n, with and without a batch. */
  static Stream<Arguments> products() {
    return Stream.of(NO_BATCH, 0, 1, 3)
        .flatMap(batch -> Arrays.stream(SIZES).map(s -> arguments(batch, s[0], s[1], s[2])));
  }

  @Test
  void everyProductIsSeen() {
    assertEquals(4 * 15, products().count());
  }

  @ParameterizedTest
  @MethodSource("products")
  void productOfAnySizeWithEitherSideTransposed(int batch, int m, int k, int n) {
    for (DType dtype : FLOATING) {
      check(dtype, batch, m, k, n);
    }
  }

  @Test
  void productLargerThanAnyBlock() {
    check(DType.FLOAT32, NO_BATCH, 129, 1031, 257);
    check(DType.FLOAT64, 2, 65, 517, 131);
  }

  private void check(DType dtype, int batch, int m, int k, int n) {
    Values a = Values.random(dtype, shape(batch, m, k), 1);
    Values b = Values.random(dtype, shape(batch, k, n), 2);
    int count = Math.abs(batch);
    Values expected =
        Values.of(dtype, shape(batch, m, n), Reference.matmul(a.data(), b.data(), count, m, k, n));
    double[] magnitude = Reference.matmul(absolute(a), absolute(b), count, m, k, n);
    for (int mask = 0; mask < 4; mask++) {
      boolean transposeA = (mask & 1) != 0;
      boolean transposeB = (mask & 2) != 0;
      Operand output = blank(dtype, expected.shape());
      backend()
          .matmul(
              put(transposeA ? transpose(a) : a),
              transposeA,
              put(transposeB ? transpose(b) : b),
              transposeB,
              output);
      expected.assertClose(
          get(output),
          tolerance(dtype),
          magnitude,
          "matmul "
              + a.shape()
              + " x "
              + b.shape()
              + " stored transposed: "
              + transposeA
              + ", "
              + transposeB);
    }
  }

  /** Matrices whose rows lie apart, whose columns follow, that repeat, or that go backwards. */
  @ParameterizedTest
  @MethodSource("products")
  void operandsMayHaveAnyLayout(int batch, int m, int k, int n) {
    DType dtype = DType.FLOAT64;
    Values a = Values.random(dtype, shape(batch, m, k), 1);
    Values b = Values.random(dtype, shape(batch, k, n), 2);
    double[] product = Reference.matmul(a.data(), b.data(), Math.abs(batch), m, k, n);
    double[] magnitude = Reference.matmul(absolute(a), absolute(b), Math.abs(batch), m, k, n);
    Values expected = Values.of(dtype, shape(batch, m, n), product);
    for (Operand left : layouts(a)) {
      for (Operand right : layouts(b)) {
        Operand output = blank(dtype, expected.shape());
        backend().matmul(left, false, right, false, output);
        String what = "matmul " + left.layout() + " x " + right.layout();
        expected.assertClose(get(output), tolerance(dtype), magnitude, what);
      }
    }
  }

  /** Returns operands with these matrices, each in memory of another order. */
  private List<Operand> layouts(Values matrices) {
    Shape shape = matrices.shape();
    int rank = shape.rank();
    List<Integer> turned = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.swap(turned, rank - 1, rank - 2);
    Layout wide = Layout.packed(shape.withDim(-1, shape.dim(-1) + 2));
    Layout gaps = Layout.packed(shape.withDim(-1, 2 * shape.dim(-1) + 1));
    List<Layout> layouts =
        List.of(
            wide.slice(rank - 1, 1, shape.dim(-1), 1),
            Layout.packed(transpose(matrices).shape()).permute(turned),
            gaps.slice(rank - 1, 1, shape.dim(-1), 2),
            gaps.slice(rank - 1, 2 * shape.dim(-1), shape.dim(-1), -1));
    List<Operand> operands = new ArrayList<>();
    for (Layout layout : layouts) {
      Operand memory = blank(matrices.dtype(), Shape.of(2 * gaps.shape().size()));
      backend().copy(put(matrices), memory.at(layout));
      operands.add(memory.at(layout));
    }
    return operands;
  }

  /** Heads of sequences as attention has them: beside each other, in rows of several tensors. */
  @Test
  void batchesMayHaveTwoAxes() {
    for (DType dtype : FLOATING) {
      Values a = Values.random(dtype, Shape.of(3, 2, 5, 4), 1);
      Values b = Values.random(dtype, Shape.of(3, 2, 4, 7), 2);
      double[] product = Reference.matmul(a.data(), b.data(), 6, 5, 4, 7);
      double[] magnitude = Reference.matmul(absolute(a), absolute(b), 6, 5, 4, 7);
      Values expected = Values.of(dtype, Shape.of(3, 2, 5, 7), product);
      Values turned = Reference.permute(b, 0, 1, 3, 2);
      for (Operand left : List.of(put(a), beside(a))) {
        for (int form = 0; form < 4; form++) {
          boolean isTurned = form >= 2;
          Values right = isTurned ? turned : b;
          Operand output = blank(dtype, expected.shape());
          Operand placed = form % 2 == 0 ? put(right) : beside(right);
          backend().matmul(left, false, placed, isTurned, output);
          String what = "matmul " + left.layout() + " x " + placed.layout();
          expected.assertClose(get(output), tolerance(dtype), magnitude, what);
          backend().matmul(0.5, left, false, placed, isTurned, 0.5, output);
          expected.assertClose(get(output), 2 * tolerance(dtype), magnitude, what + " added");
        }
      }
    }
  }

  /** Returns heads {@code [n, h, t, e]} in memory of {@code [n, t, 2, h, e]}, the second of two. */
  private Operand beside(Values heads) {
    Shape shape = heads.shape();
    long width = shape.dim(1) * shape.dim(3);
    Layout layout = Layout.of(shape, width, 2 * width * shape.dim(2), shape.dim(3), 2 * width, 1);
    Operand memory = blank(heads.dtype(), Shape.of(2 * shape.size()));
    backend().copy(put(heads), memory.at(layout));
    return memory.at(layout);
  }

  /** Factors of the product and of what the output holds. */
  static Stream<Arguments> factors() {
    return Stream.of(
        arguments(1, 1), arguments(2, 0), arguments(-0.5, 0.25), arguments(1, -1), arguments(0, 2));
  }

  @ParameterizedTest
  @MethodSource("factors")
  void productIsScaledAndAddedToTheOutput(double alpha, double beta) {
    for (DType dtype : FLOATING) {
      for (int[] s : SIZES) {
        for (int batch : new int[] {NO_BATCH, 1, 3}) {
          checkScaled(dtype, batch, s, alpha, beta);
        }
      }
    }
    checkScaled(DType.FLOAT32, NO_BATCH, new int[] {129, 1031, 257}, alpha, beta);
  }

  private void checkScaled(DType dtype, int batch, int[] size, double alpha, double beta) {
    int m = size[0];
    int k = size[1];
    int n = size[2];
    int count = Math.abs(batch);
    Values a = Values.random(dtype, shape(batch, m, k), 1);
    Values b = Values.random(dtype, shape(batch, k, n), 2);
    Values before = Values.random(dtype, shape(batch, m, n), 3);
    double[] product = Reference.matmul(a.data(), b.data(), count, m, k, n);
    double[] magnitude = Reference.matmul(absolute(a), absolute(b), count, m, k, n);
    for (int i = 0; i < product.length; i++) {
      product[i] = alpha * product[i] + beta * before.data()[i];
      magnitude[i] = Math.abs(alpha) * magnitude[i] + Math.abs(beta * before.data()[i]);
    }
    Values expected = Values.of(dtype, before.shape(), product);
    for (int mask = 0; mask < 4; mask++) {
      boolean transposeA = (mask & 1) != 0;
      boolean transposeB = (mask & 2) != 0;
      Operand output = put(before);
      backend()
          .matmul(
              alpha,
              put(transposeA ? transpose(a) : a),
              transposeA,
              put(transposeB ? transpose(b) : b),
              transposeB,
              beta,
              output);
      String what =
          alpha + " " + a.shape() + " x " + b.shape() + " + " + beta + " output, form " + mask;
      expected.assertClose(get(output), 2 * tolerance(dtype), magnitude, what);
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void anOutputThatIsNotReadMayHoldNaN(int batch, int m, int k, int n) {
    for (DType dtype : FLOATING) {
      Values a = Values.random(dtype, shape(batch, m, k), 1);
      Values b = Values.random(dtype, shape(batch, k, n), 2);
      double[] product = Reference.matmul(a.data(), b.data(), Math.abs(batch), m, k, n);
      for (int i = 0; i < product.length; i++) {
        product[i] *= 3;
      }
      Operand output = blank(dtype, shape(batch, m, n));
      backend().matmul(3, put(a), false, put(b), false, 0, output);
      for (double value : get(output).data()) {
        assertTrue(Double.isFinite(value), "an element of the product is " + value);
      }
      double[] magnitude = Reference.matmul(absolute(a), absolute(b), Math.abs(batch), m, k, n);
      Values.of(dtype, shape(batch, m, n), product)
          .assertClose(get(output), 6 * tolerance(dtype), magnitude, "3 times the product");
    }
  }

  private static Shape shape(int batch, int rows, int columns) {
    return batch == NO_BATCH ? Shape.of(rows, columns) : Shape.of(batch, rows, columns);
  }

  private static Values transpose(Values matrices) {
    return matrices.shape().rank() == 2
        ? Reference.permute(matrices, 1, 0)
        : Reference.permute(matrices, 0, 2, 1);
  }

  private static double[] absolute(Values values) {
    return Arrays.stream(values.data()).map(Math::abs).toArray();
  }

  @Test
  void oneOperandMayBeBothSides() {
    Values x = Values.random(DType.FLOAT32, Shape.of(7, 5), 3);
    Operand operand = put(x);
    Operand output = blank(DType.FLOAT32, Shape.of(7, 7));
    backend().matmul(operand, false, operand, true, output);
    double[] product = Reference.matmul(x.data(), transpose(x).data(), 1, 7, 5, 7);
    Values.of(DType.FLOAT32, Shape.of(7, 7), product).assertClose(get(output), 1e-5, "x . x^T");
  }

  @Test
  void zeroTimesInfinityAndNaNAreNaN() {
    for (DType dtype : FLOATING) {
      Values a = Values.of(dtype, Shape.of(3, 2), 0, 0, 1, 0, 1, 1);
      Values b = Values.of(dtype, Shape.of(2, 3), 1, Double.POSITIVE_INFINITY, 2, Double.NaN, 3, 4);
      Operand output = blank(dtype, Shape.of(3, 3));
      backend().matmul(put(a), false, put(b), false, output);
      Values.of(dtype, Shape.of(3, 3), Reference.matmul(a.data(), b.data(), 1, 3, 2, 3))
          .assertSame(get(output), "product");
    }
  }
}
