package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** What ops on the matrices in the last two axes share: their rules, and what gradients are of. */
final class Matrices {
  private Matrices() {}

  static void require(String op, TensorSpec matrix) {
    if (!matrix.dtype().isFloating()) {
      throw new DTypeException(
          op + ": received " + matrix,
          "a floating-point matrix",
          DTypeHints.toFloating(matrix.dtype()));
    }
    if (matrix.shape().rank() < 2) {
      throw new ShapeException(
          op + ": the shape is " + matrix.shape(), "a matrix, or axes before those of matrices");
    }
  }

  static void requireSquare(String op, TensorSpec matrix) {
    require(op, matrix);
    if (matrix.shape().dim(-2) != matrix.shape().dim(-1)) {
      throw new ShapeException(op + ": the shape is " + matrix.shape(), "as many rows as columns");
    }
  }

  /** Checks a square matrix A and the right side B of {@code A X = B}. */
  static void requireSystem(String op, TensorSpec a, TensorSpec b) {
    requireSquare(op, a);
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          op + ": dtypes differ: " + a + " and " + b,
          "operands of one dtype",
          DTypeHints.toOne(a.dtype(), b.dtype()));
    }
    Shape right = b.shape();
    boolean hasRank = right.rank() == a.shape().rank();
    if (!hasRank || !right.withDim(-1, a.shape().dim(-1)).equals(a.shape())) {
      throw new ShapeException(
          op + ": received the matrix " + a.shape() + " and the right side " + right,
          "as many rows on the right side as in the matrix");
    }
  }

  /** Returns a shape with other sizes of the last two axes. */
  static Shape sized(Shape shape, long rows, long columns) {
    return shape.withDim(-2, rows).withDim(-1, columns);
  }

  /** Returns the transposed matrices. */
  static Value turned(OpBuilder b, Value x) {
    int rank = x.shape().rank();
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.swap(order, rank - 2, rank - 1);
    return b.apply(new Permute(order), x);
  }

  /** Returns the products {@code op(x) op(y)}. */
  static Value product(OpBuilder b, Value x, boolean turnX, Value y, boolean turnY) {
    Value product = b.matmul(batch(b, x), turnX, batch(b, y), turnY);
    return b.reshape(product, sized(x.shape(), product.shape().dim(-2), product.shape().dim(-1)));
  }

  private static Value batch(OpBuilder b, Value x) {
    Shape shape = x.shape();
    return b.reshape(x, Shape.of(shape.product(0, shape.rank() - 2), shape.dim(-2), shape.dim(-1)));
  }

  /** Returns some rows, or columns. */
  static Value part(OpBuilder b, Value x, boolean ofRows, long start, long length) {
    int rank = x.shape().rank();
    return b.apply(new Slice(ofRows ? rank - 2 : rank - 1, start, length, 1), x);
  }

  /** Returns where a row's number compares so with that of a column. */
  static Value where(OpBuilder b, BinaryFunction comparison, Value x) {
    int rank = x.shape().rank();
    Value ones = b.fillLike(x, 1);
    Value rows = b.apply(new CumSum(rank - 2, false), ones);
    Value columns = b.apply(new CumSum(rank - 1, false), ones);
    return b.binary(comparison, rows, columns);
  }

  /** Returns a triangle with its diagonal, 0 elsewhere. */
  static Value triangle(OpBuilder b, Value x, boolean isUpper) {
    BinaryFunction inside = isUpper ? BinaryFunction.LE : BinaryFunction.GE;
    return b.where(where(b, inside, x), x, b.scalar(0, x));
  }

  /** Returns x with another diagonal. */
  static Value withDiagonal(OpBuilder b, Value x, Value diagonal) {
    return b.where(where(b, BinaryFunction.EQ, x), diagonal, x);
  }

  /** Returns the mean of square matrices and their transposes. */
  static Value symmetricPart(OpBuilder b, Value x) {
    return b.mul(b.add(x, turned(b, x)), 0.5);
  }

  /** Returns {@code x - x^T}. */
  static Value skew(OpBuilder b, Value x) {
    return b.sub(x, turned(b, x));
  }
}
