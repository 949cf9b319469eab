package dev.jacobian.tensor;

import dev.jacobian.op.MatMul;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;

/**
 * Brings operands of any rank to the products of two matrices or two batches of matrices that the
 * op computes.
 */
final class Products {
  private Products() {}

  static Tensor matmul(Tensor a, Tensor other, boolean transposeOther) {
    int rankA = a.shape().rank();
    int rankB = other.shape().rank();
    if (rankA == 2 && rankB == 2) {
      return Calls.apply(new MatMul(false, transposeOther), a, other);
    }
    if (rankA == 0 || rankB == 0) {
      throw new ShapeException(
          "matmul: received " + a.shape() + " x " + other.shape(),
          "operands of rank 1 or more",
          "use mul for scalars");
    }
    requireInner(a.shape(), other.shape(), transposeOther);
    if (rankA == 1) {
      Tensor product = matmul(a.unsqueeze(0), other, transposeOther);
      return without(product, rankB == 1 ? 0 : -2);
    }
    if (rankB == 1) {
      return without(matmul(a, other.unsqueeze(-1), false), -1);
    }
    if (rankB == 2) {
      Tensor rows = a.reshape(a.shape().product(0, rankA - 1), a.size(-1));
      Tensor product = matmul(rows, other, transposeOther);
      return Calls.own(product, a.shape().withDim(-1, product.size(1)).dims());
    }
    return batched(a, other, transposeOther);
  }

  /** Returns a product without an axis of size 1. */
  private static Tensor without(Tensor product, int axis) {
    return Calls.own(product, product.squeeze(axis).shape().dims());
  }

  private static void requireInner(Shape a, Shape b, boolean transposeB) {
    long received = b.dim(b.rank() == 1 || transposeB ? -1 : -2);
    if (a.dim(-1) != received) {
      throw new ShapeException(
          "matmul: inner dimensions differ: " + a + " x " + b + (transposeB ? " transposed" : ""),
          "size " + a.dim(-1) + " where the right operand has " + received);
    }
  }

  private static Tensor batched(Tensor a, Tensor b, boolean transposeB) {
    Shape batch = Broadcasting.broadcast("matmul", leading(a.shape()), leading(b.shape()));
    Tensor product =
        Calls.apply(new MatMul(false, transposeB), toBatch(a, batch), toBatch(b, batch));
    return Calls.own(product, join(batch, product.size(1), product.size(2)));
  }

  private static Shape leading(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
  }

  private static Tensor toBatch(Tensor x, Shape batch) {
    Shape full = Shape.of(join(batch, x.size(-2), x.size(-1)));
    Tensor stretched = x.shape().equals(full) ? x : x.expand(full.dims());
    return stretched.reshape(batch.size(), x.size(-2), x.size(-1));
  }

  private static long[] join(Shape batch, long rows, long columns) {
    long[] dims = Arrays.copyOf(batch.dims(), batch.rank() + 2);
    dims[batch.rank()] = rows;
    dims[batch.rank() + 1] = columns;
    return dims;
  }
}
