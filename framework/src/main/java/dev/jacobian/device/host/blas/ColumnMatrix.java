package dev.jacobian.device.host.blas;

import dev.jacobian.shape.Shape;
import java.util.Arrays;

/**
 * A matrix as LAPACK takes it: column after column, in float64.
 *
 * @param elements at least one
 */
@SuppressWarnings("ArrayRecordComponent") // LAPACK changes it
record ColumnMatrix(int rows, int columns, double[] elements) {
  static ColumnMatrix zeros(int rows, int columns) {
    return new ColumnMatrix(rows, columns, new double[Math.max(1, rows * columns)]);
  }

  /**
   * Returns a copy of one of several matrices.
   *
   * @param array {@code float[]} or {@code double[]} of them, row after row
   * @param shape of all
   */
  static ColumnMatrix read(Object array, int index, Shape shape) {
    ColumnMatrix matrix = zeros((int) shape.dim(-2), (int) shape.dim(-1));
    int at = index * matrix.rows * matrix.columns;
    for (int row = 0; row < matrix.rows; row++) {
      for (int column = 0; column < matrix.columns; column++, at++) {
        matrix.elements[column * matrix.rows + row] =
            array instanceof float[] floats ? floats[at] : ((double[]) array)[at];
      }
    }
    return matrix;
  }

  /** Copies this to the place of one of several matrices, as {@link #read} reads them. */
  void write(Object array, int index) {
    int at = index * rows * columns;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++, at++) {
        double element = get(row, column);
        if (array instanceof float[] floats) {
          floats[at] = (float) element;
        } else {
          ((double[]) array)[at] = element;
        }
      }
    }
  }

  /** Returns the distance of neighbours in a row, which LAPACK wants to be 1 at least. */
  int apart() {
    return Math.max(1, rows);
  }

  double get(int row, int column) {
    return elements[column * rows + row];
  }

  /** Copies as much of another matrix as there is room for. */
  void put(ColumnMatrix part, int row, int column) {
    int height = Math.min(part.rows, rows - row);
    for (int i = 0; i < part.columns && column + i < columns; i++) {
      System.arraycopy(part.elements, i * part.rows, elements, (column + i) * rows + row, height);
    }
  }

  ColumnMatrix transposed() {
    ColumnMatrix turned = zeros(columns, rows);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned.elements[row * columns + column] = get(row, column);
      }
    }
    return turned;
  }

  /** Returns the mean of this square matrix and its transpose. */
  ColumnMatrix symmetricPart() {
    ColumnMatrix mean = transposed();
    for (int i = 0; i < elements.length; i++) {
      mean.elements[i] = (mean.elements[i] + elements[i]) / 2;
    }
    return mean;
  }

  /** Sets what is below the diagonal to zero, or above. */
  void clear(boolean isBelow) {
    for (int column = 0; column < columns; column++) {
      int from = isBelow ? Math.min(column + 1, rows) : 0;
      int to = isBelow ? rows : Math.min(column, rows);
      Arrays.fill(elements, column * rows + from, column * rows + to, 0);
    }
  }
}
