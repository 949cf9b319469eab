package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of batches of matrices: what they are defined by holds. */
abstract class MatrixFunctionKit extends KernelKit {
  private static final int BATCH = 3;

  /** Sizes of the matrix and of the right side, and of the result. */
  private static int[][] sizes(MatrixFunction function) {
    return switch (function) {
      case SOLVE, SOLVE_LOWER, SOLVE_UPPER -> new int[][] {{4, 4}, {4, 2}, {4, 2}};
      case CHOLESKY -> new int[][] {{4, 4}, {4, 4}};
      case QR -> new int[][] {{5, 3}, {8, 3}};
      case QR_COMPLETE -> new int[][] {{5, 3}, {5, 8}};
      case SVD -> new int[][] {{5, 3}, {3, 9}};
      case EIGH -> new int[][] {{4, 4}, {5, 4}};
      case DET -> new int[][] {{4, 4}, {1, 1}};
      case COFACTORS -> new int[][] {{4, 4}, {4, 4}};
      case SLOGDET -> new int[][] {{4, 4}, {1, 2}};
    };
  }

  /** One matrix, with its own loops. */
  private record Matrix(int rows, int columns, double[] data) {
    static Matrix of(Values values, int index) {
      int rows = (int) values.shape().dim(-2);
      int columns = (int) values.shape().dim(-1);
      double[] data = new double[rows * columns];
      System.arraycopy(values.data(), index * data.length, data, 0, data.length);
      return new Matrix(rows, columns, data);
    }

    double at(int row, int column) {
      return data[row * columns + column];
    }

    Matrix part(int top, int left, int height, int width) {
      Matrix part = new Matrix(height, width, new double[height * width]);
      for (int i = 0; i < part.data.length; i++) {
        part.data[i] = at(top + i / width, left + i % width);
      }
      return part;
    }

    Matrix transposed() {
      Matrix turned = new Matrix(columns, rows, new double[data.length]);
      for (int i = 0; i < data.length; i++) {
        turned.data[i % columns * rows + i / columns] = data[i];
      }
      return turned;
    }

    Matrix times(Matrix other) {
      double[] product = Reference.matmul(data, other.data, 1, rows, columns, other.columns);
      return new Matrix(rows, other.columns, product);
    }

    Matrix symmetric() {
      Matrix turned = transposed();
      Matrix mean = new Matrix(rows, columns, data.clone());
      for (int i = 0; i < data.length; i++) {
        mean.data[i] = (data[i] + turned.data[i]) / 2;
      }
      return mean;
    }

    /** Returns elements only where a row's number less a column's has a sign, or is 0. */
    Matrix triangle(int sign) {
      Matrix triangle = new Matrix(rows, columns, data.clone());
      for (int i = 0; i < data.length; i++) {
        triangle.data[i] = sign * (i / columns - i % columns) >= 0 ? data[i] : 0;
      }
      return triangle;
    }

    Matrix scaled(Matrix factors) {
      Matrix scaled = new Matrix(rows, columns, data.clone());
      for (int i = 0; i < data.length; i++) {
        scaled.data[i] *= factors.data[i % columns];
      }
      return scaled;
    }

    double determinant() {
      if (rows == 1) {
        return data[0];
      }
      double sum = 0;
      for (int column = 0; column < columns; column++) {
        Matrix minor = new Matrix(rows - 1, rows - 1, new double[(rows - 1) * (rows - 1)]);
        for (int i = 0; i < minor.data.length; i++) {
          int other = i % minor.columns;
          minor.data[i] = at(1 + i / minor.columns, other < column ? other : other + 1);
        }
        sum += (column % 2 == 0 ? 1 : -1) * data[column] * minor.determinant();
      }
      return sum;
    }
  }

  private static void assertClose(Matrix expected, Matrix found, double relative, String what) {
    assertEquals(expected.data.length, found.data.length, what);
    for (int i = 0; i < expected.data.length; i++) {
      assertEquals(expected.data[i], found.data[i], relative, what + ", element " + i);
    }
  }

  private static Values regular(DType dtype, int[] size, int seed) {
    Values noise = Values.random(dtype, Shape.of(BATCH, size[0], size[1]), seed);
    int elements = size[0] * size[1];
    return Values.generate(
        dtype,
        noise.shape(),
        i -> noise.data()[i] + (i % elements / size[1] == i % size[1] ? 6 : 0));
  }

  @ParameterizedTest
  @EnumSource
  void resultsAreWhatTheFunctionSays(MatrixFunction function) {
    int[][] sizes = sizes(function);
    for (DType dtype : FLOATING) {
      Values[] values = new Values[sizes.length - 1];
      Operand[] inputs = new Operand[values.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = regular(dtype, sizes[i], i + 1);
        inputs[i] = put(values[i]);
      }
      int[] size = sizes[sizes.length - 1];
      Operand output = blank(dtype, Shape.of(BATCH, size[0], size[1]));
      backend().apply(function, inputs, output);
      Values result = get(output);
      double error = dtype == DType.FLOAT32 ? 2e-5 : 1e-12;
      for (int i = 0; i < BATCH; i++) {
        Matrix right = values.length > 1 ? Matrix.of(values[1], i) : null;
        check(
            function, Matrix.of(values[0], i), right, Matrix.of(result, i), error, dtype + " " + i);
      }
      for (int i = 0; i < values.length; i++) {
        values[i].assertSame(get(inputs[i]), "input " + i);
      }
    }
  }

  private static void check(
      MatrixFunction function, Matrix a, Matrix right, Matrix x, double error, String what) {
    switch (function) {
      case SOLVE -> assertClose(right, a.times(x), error, what);
      case SOLVE_LOWER -> assertClose(right, a.triangle(1).times(x), error, what);
      case SOLVE_UPPER -> assertClose(right, a.triangle(-1).times(x), error, what);
      case CHOLESKY -> {
        assertClose(a.symmetric(), x.times(x.transposed()), error, what);
        assertClose(x.triangle(1), x, 0, what);
      }
      case QR -> {
        Matrix r = x.part(5, 0, 3, 3);
        assertClose(a, x.part(0, 0, 5, 3).times(r), error, what);
        assertClose(r.triangle(-1), r, 0, what);
        assertOrthonormal(x.part(0, 0, 5, 3), error, what);
      }
      case QR_COMPLETE -> {
        Matrix r = x.part(0, 5, 5, 3);
        assertClose(a, x.part(0, 0, 5, 5).times(r), error, what);
        assertClose(r.triangle(-1), r, 0, what);
        assertOrthonormal(x.part(0, 0, 5, 5), error, what);
      }
      case SVD -> {
        Matrix u = x.part(0, 0, 3, 5).transposed();
        Matrix s = x.part(0, 5, 3, 1);
        Matrix v = x.part(0, 6, 3, 3);
        assertClose(a, u.scaled(s).times(v), error, what);
        assertOrthonormal(u, error, what);
        assertOrthonormal(v.transposed(), error, what);
        assertTrue(s.data[0] >= s.data[1] && s.data[1] >= s.data[2] && s.data[2] >= 0, what);
      }
      case EIGH -> {
        Matrix values = x.part(0, 0, 1, 4);
        Matrix vectors = x.part(1, 0, 4, 4);
        assertClose(vectors.scaled(values), a.symmetric().times(vectors), error, what);
        assertOrthonormal(vectors, error, what);
        for (int i = 1; i < 4; i++) {
          assertTrue(values.data[i - 1] <= values.data[i], what);
        }
      }
      case DET -> assertEquals(1, x.data[0] / a.determinant(), error, what);
      case COFACTORS -> {
        // Its rows times those of A are the determinant, each with its own, and else nothing.
        double determinant = a.determinant();
        Matrix product = a.times(x.transposed());
        for (int i = 0; i < product.data.length; i++) {
          boolean isDiagonal = i / product.columns == i % product.columns;
          assertEquals(isDiagonal ? 1 : 0, product.data[i] / determinant, error, what);
        }
      }
      case SLOGDET -> {
        double determinant = a.determinant();
        assertEquals(Math.signum(determinant), x.data[0], what);
        assertEquals(Math.log(Math.abs(determinant)), x.data[1], error, what);
      }
    }
  }

  private static void assertOrthonormal(Matrix columns, double error, String what) {
    Matrix products = columns.transposed().times(columns);
    for (int i = 0; i < products.data.length; i++) {
      boolean isDiagonal = i / products.columns == i % products.columns;
      assertEquals(isDiagonal ? 1 : 0, products.data[i], error, what);
    }
  }

  @Test
  void aMatrixWithoutAResultIsAnErrorThatNamesIt() {
    Operand a = put(Values.of(DType.FLOAT32, Shape.of(2, 2, 2), 1, 0, 0, 1, 1, 2, 2, 4));
    Operand b = put(Values.of(DType.FLOAT32, Shape.of(2, 2, 1), 1, 2, 3, 4));
    Operand output = blank(DType.FLOAT32, Shape.of(2, 2, 1));
    String message =
        assertThrows(
                NumericException.class,
                () -> backend().apply(MatrixFunction.SOLVE, new Operand[] {a, b}, output))
            .getMessage();
    assertTrue(message.startsWith("matrix 1 of [2, 2, 2] is singular: pivot 2 is 0; "), message);
  }
}
