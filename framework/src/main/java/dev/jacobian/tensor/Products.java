package dev.jacobian.tensor;

import dev.jacobian.op.MatMul;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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

  static Tensor kron(Tensor a, Tensor b) {
    int rank = Math.max(a.shape().rank(), b.shape().rank());
    long[] outer = new long[2 * rank];
    long[] inner = new long[2 * rank];
    long[] sizes = new long[rank];
    Arrays.fill(outer, 1);
    Arrays.fill(inner, 1);
    for (int axis = 0; axis < rank; axis++) {
      outer[2 * axis] = size(a, axis - rank);
      inner[2 * axis + 1] = size(b, axis - rank);
      sizes[axis] = outer[2 * axis] * inner[2 * axis + 1];
    }
    return Calls.own(a.reshape(outer).mul(b.reshape(inner)), sizes);
  }

  private static long size(Tensor x, int axisFromEnd) {
    return -axisFromEnd > x.shape().rank() ? 1 : x.size(axisFromEnd);
  }

  static Tensor tensordot(Tensor a, Tensor b, int[] axesA, int[] axesB) {
    int[] inA = axes(a.shape(), axesA);
    int[] inB = axes(b.shape(), axesB);
    long[] sizes = Arrays.stream(inA).mapToLong(a::size).toArray();
    if (!Arrays.equals(sizes, Arrays.stream(inB).mapToLong(b::size).toArray())) {
      throw new ShapeException(
          "tensordot: axes "
              + Arrays.toString(axesA)
              + " of "
              + a.shape()
              + " and "
              + Arrays.toString(axesB)
              + " of "
              + b.shape(),
          "as many axes of the same sizes");
    }
    int[] freeA = others(a.shape().rank(), inA);
    int[] freeB = others(b.shape().rank(), inB);
    long inner = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    long[] outerA = Arrays.stream(freeA).mapToLong(a::size).toArray();
    long[] outerB = Arrays.stream(freeB).mapToLong(b::size).toArray();
    Tensor rows = a.permute(join(freeA, inA)).reshape(Shape.of(outerA).size(), inner);
    Tensor columns = b.permute(join(inB, freeB)).reshape(inner, Shape.of(outerB).size());
    long[] dims = LongStream.concat(Arrays.stream(outerA), Arrays.stream(outerB)).toArray();
    return Calls.own(rows.matmul(columns), dims);
  }

  private static int[] axes(Shape shape, int[] axes) {
    int[] from0 = Arrays.stream(axes).map(shape::axis).toArray();
    if (Arrays.stream(from0).distinct().count() < axes.length) {
      throw new ShapeException(
          "tensordot: axes " + Arrays.toString(axes) + " of " + shape, "each axis once");
    }
    return from0;
  }

  private static int[] others(int rank, int[] axes) {
    return IntStream.range(0, rank)
        .filter(axis -> Arrays.stream(axes).noneMatch(each -> each == axis))
        .toArray();
  }

  private static int[] join(int[] first, int[] second) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }

  static Tensor power(Tensor x, int exponent) {
    if (x.shape().rank() < 2 || x.size(-1) != x.size(-2)) {
      throw new ShapeException("matrixPower: received " + x.shape(), "square matrices [..., n, n]");
    }
    Calls.requireFloating("matrixPower", x);
    Tensor square = exponent < 0 ? x.inv() : x;
    Tensor product = null;
    for (long rest = Math.abs((long) exponent); rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        product = product == null ? square : product.matmul(square);
      }
      square = rest > 1 ? square.matmul(square) : square;
    }
    if (product == null) {
      Tensor ones = Tensor.eye(Math.toIntExact(x.size(-1))).to(x.dtype()).to(x.device());
      return Tensor.zerosLike(x).add(ones);
    }
    return product == x ? x.copy() : product;
  }

  static Tensor cross(Tensor a, Tensor b, int axis) {
    if (a.shape().rank() != b.shape().rank() || a.size(axis) != 3 || b.size(axis) != 3) {
      throw new ShapeException(
          "cross: received " + a.shape() + " and " + b.shape() + ", axis " + axis,
          "as many axes, of which that one has size 3");
    }
    Tensor ahead = a.roll(-1, axis).mul(b.roll(-2, axis));
    return ahead.sub(a.roll(-2, axis).mul(b.roll(-1, axis)));
  }

  /** Returns the product in the order that takes least, which is found for each part of the row. */
  static Tensor chain(Tensor... matrices) {
    int n = matrices.length;
    if (n < 2) {
      throw new ShapeException("multiDot: " + n + " tensors", "at least two");
    }
    for (int i = 0; i < n; i++) {
      int rank = matrices[i].shape().rank();
      if (rank != 2 && !(rank == 1 && (i == 0 || i == n - 1))) {
        throw new ShapeException(
            "multiDot: tensor " + i + " has the shape " + matrices[i].shape(),
            "matrices, of which the first and the last one may be vectors");
      }
    }
    double[] sizes = new double[n + 1];
    for (int i = 0; i < n; i++) {
      sizes[i] = i == 0 && matrices[0].shape().rank() == 1 ? 1 : matrices[i].size(0);
    }
    sizes[n] = matrices[n - 1].shape().rank() == 1 ? 1 : matrices[n - 1].size(1);
    double[][] costs = new double[n][n];
    int[][] cuts = new int[n][n];
    for (int length = 1; length < n; length++) {
      for (int first = 0; first + length < n; first++) {
        int last = first + length;
        costs[first][last] = Double.POSITIVE_INFINITY;
        for (int cut = first; cut < last; cut++) {
          double product = sizes[first] * sizes[cut + 1] * sizes[last + 1];
          double cost = costs[first][cut] + costs[cut + 1][last] + product;
          if (cost < costs[first][last]) {
            costs[first][last] = cost;
            cuts[first][last] = cut;
          }
        }
      }
    }
    return part(matrices, cuts, 0, n - 1);
  }

  private static Tensor part(Tensor[] matrices, int[][] cuts, int first, int last) {
    if (first == last) {
      return matrices[first];
    }
    int cut = cuts[first][last];
    return part(matrices, cuts, first, cut).matmul(part(matrices, cuts, cut + 1, last));
  }
}
