package dev.jacobian.tensor;

import dev.jacobian.op.Det;
import dev.jacobian.op.LogDet;
import dev.jacobian.op.Op;
import dev.jacobian.op.Qr;
import dev.jacobian.op.SolveTriangular;
import dev.jacobian.op.Svd;
import dev.jacobian.op.SymmetricEigen;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;

/** Takes apart what ops on matrices give, and completes it. */
final class Decompositions {
  private Decompositions() {}

  /** Solves for a right side that is a vector, a matrix, or several that broadcast. */
  static Tensor solve(Op op, Tensor a, Tensor right) {
    int rank = a.shape().rank();
    Shape given = right.shape();
    if (isVector(a, right)) {
      Tensor columns = solve(op, a, right.unsqueeze(-1));
      return Calls.own(columns, leading(columns.shape(), columns.shape().rank() - 1).dims());
    }
    if (rank < 2 || given.rank() < 2) {
      return Calls.apply(op, a, right);
    }
    Shape batch =
        Broadcasting.broadcast(
            op.name(), leading(a.shape(), rank - 2), leading(given, given.rank() - 2));
    return Calls.apply(op, stretched(a, batch), stretched(right, batch));
  }

  /** Returns whether a right side is a vector, or one for each matrix. */
  static boolean isVector(Tensor a, Tensor right) {
    int rank = right.shape().rank();
    boolean hasOneLess = rank == a.shape().rank() - 1;
    return rank == 1 || (hasOneLess && right.shape().equals(leading(a.shape(), rank)));
  }

  private static Shape leading(Shape shape, int axes) {
    return Shape.of(Arrays.copyOf(shape.dims(), axes));
  }

  private static Tensor stretched(Tensor x, Shape batch) {
    long[] dims = Arrays.copyOf(batch.dims(), batch.rank() + 2);
    dims[batch.rank()] = x.size(-2);
    dims[batch.rank() + 1] = x.size(-1);
    return x.shape().equals(Shape.of(dims)) ? x : x.expand(dims);
  }

  static Tensor inv(Op op, Tensor a) {
    int rank = a.shape().rank();
    if (rank < 2 || a.size(-2) != a.size(-1)) {
      throw new ShapeException("inv: the shape is " + a.shape(), "as many rows as columns");
    }
    Tensor identity = Tensor.eye(Math.toIntExact(a.size(-1))).to(a.dtype()).to(a.device());
    return solve(op, a, identity);
  }

  static Tensor solveFactored(Tensor factor, Tensor right, boolean isUpper) {
    if (right.shape().rank() < 2) {
      throw new ShapeException(
          "choleskySolve: the right side " + right.shape(), "columns, [..., n, k]");
    }
    Tensor turned = factor.transpose(-2, -1);
    Tensor half = (isUpper ? turned : factor).solveTriangular(right, false);
    return (isUpper ? factor : turned).solveTriangular(half, true);
  }

  static Tensor inverseOfFactored(Tensor factor, boolean isUpper) {
    Tensor inverse = inv(new SolveTriangular(isUpper), factor);
    Tensor turned = inverse.transpose(-2, -1);
    return isUpper ? inverse.matmul(turned) : turned.matmul(inverse);
  }

  static QR qr(Tensor a, boolean isComplete) {
    boolean isWide = a.shape().rank() >= 2 && a.size(-2) < a.size(-1);
    if (isWide) {
      // The first columns are factored, and the others follow.
      long rows = a.size(-2);
      QR square = qr(a.narrow(-1, 0, rows), false);
      Tensor others = a.narrow(-1, rows, a.size(-1) - rows);
      Tensor rest = square.q().transpose(-2, -1).matmul(others);
      return new QR(square.q(), Tensor.concat(-1, square.r(), rest));
    }
    boolean isSquare = a.shape().rank() >= 2 && a.size(-2) == a.size(-1);
    boolean isBeside = isComplete && !isSquare;
    Tensor both = Calls.apply(new Qr(isBeside), a);
    long rows = a.size(-2);
    long columns = a.size(-1);
    return isBeside
        ? new QR(part(both, -1, 0, rows), part(both, -1, rows, columns))
        : new QR(part(both, -2, 0, rows), part(both, -2, rows, columns));
  }

  private static Tensor part(Tensor whole, int axis, long start, long length) {
    return whole.narrow(axis, start, length).copy();
  }

  static SVD svd(Tensor a, boolean isFull) {
    Tensor all = Calls.apply(new Svd(), a);
    long rows = a.size(-2);
    long columns = a.size(-1);
    Tensor u = part(all.transpose(-2, -1), -2, 0, rows);
    Tensor s = all.select(-1, rows).copy();
    Tensor vh = part(all, -1, rows + 1, columns);
    if (isFull && rows > columns) {
      u = Tensor.concat(-1, u, others(u));
    }
    if (isFull && columns > rows) {
      vh = Tensor.concat(-2, vh, others(vh.transpose(-2, -1)).transpose(-2, -1));
    }
    return new SVD(u, s, vh);
  }

  /** Returns orthonormal columns that complete given ones. They are no function of these. */
  private static Tensor others(Tensor columns) {
    QR complete = qr(columns.detach(), true);
    return complete.q().narrow(-1, columns.size(-1), columns.size(-2) - columns.size(-1));
  }

  static Eigh eigh(Tensor a) {
    Tensor both = Calls.apply(new SymmetricEigen(), a);
    return new Eigh(both.select(-2, 0).copy(), part(both, -2, 1, a.size(-1)));
  }

  static SlogDet slogdet(Tensor a) {
    Tensor both = Calls.apply(new LogDet(), a);
    Tensor row = both.select(-2, 0);
    return new SlogDet(row.select(-1, 0).copy().detach(), row.select(-1, 1).copy());
  }

  static Tensor det(Tensor a) {
    Tensor whole = Calls.apply(new Det(), a);
    return Calls.own(whole, leading(a.shape(), a.shape().rank() - 2).dims());
  }
}
