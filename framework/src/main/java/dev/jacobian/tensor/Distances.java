package dev.jacobian.tensor;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import java.util.stream.IntStream;

/** Lengths of vectors, and how near they are to each other. */
public sealed interface Distances extends Family permits Tensor {
  /** Above so many rows products of matrices are faster than differences, as in PyTorch. */
  int FEW_ROWS = 25;

  /**
   * The vectors along an axis divided by their length, or by {@code eps} if they are shorter.
   * PyTorch equivalent: {@code torch.nn.functional.normalize}, whose defaults are 2, 1 and 1e-12.
   *
   * @param p of the norm, 1 or more: see {@link Reductions#norm(double, boolean, int...)}
   */
  default Tensor normalize(double p, int axis, double eps) {
    return self().div(self().norm(p, true, axis).clampMin(eps));
  }

  /**
   * The cosine of the angle between vectors along an axis, broadcast; the axis disappears. Vectors
   * shorter than {@code eps} count as so long. PyTorch equivalent: {@code
   * torch.nn.functional.cosine_similarity}, whose defaults are 1 and 1e-8.
   */
  default Tensor cosineSimilarity(Tensor other, int axis, double eps) {
    Tensor lengths = length(self(), axis, eps).mul(length(other, axis, eps));
    return self().mul(other).sum(false, axis).div(lengths);
  }

  private static Tensor length(Tensor x, int axis, double eps) {
    Tensor length = x.norm(2, false, axis);
    Tensor least = length.detach().clampMin(eps);
    // As in PyTorch, one that is limited has the gradient of the length itself.
    return length.add(least.sub(length.detach()));
  }

  /**
   * The p-norm of {@code x - other + eps} along the last axis, which disappears; broadcast. PyTorch
   * equivalent: {@code torch.nn.functional.pairwise_distance}, whose defaults are 2 and 1e-6.
   *
   * @param p 1 or more
   */
  default Tensor pairwiseDistance(Tensor other, double p, double eps) {
    return self().sub(other).add(eps).norm(p, false, -1);
  }

  /**
   * The p-norm of the difference of each row of this tensor and each of another: {@code [..., m,
   * d]} and {@code [..., n, d]}, whose leading axes broadcast, give {@code [..., m, n]}. Its
   * gradient is 0 where rows are equal. Of more than 25 rows Euclidean distances come from a matrix
   * product, as in PyTorch: small ones of long rows are less exact. PyTorch equivalent: {@code
   * torch.cdist}, whose default p is 2.
   *
   * @param p 1 or more
   * @throws ShapeException if the rows have not one length
   */
  default Tensor cdist(Tensor other, double p) {
    int rank = self().shape().rank();
    if (rank < 2 || other.shape().rank() < 2 || self().size(-1) != other.size(-1)) {
      throw new ShapeException(
          "cdist: received " + self().shape() + " and " + other.shape(),
          "rows of one length, [..., m, d] and [..., n, d]");
    }
    boolean isEuclidean = p == 2 && Math.max(self().size(-2), other.size(-2)) > FEW_ROWS;
    return isEuclidean
        ? euclidean(self(), other)
        : self().unsqueeze(-2).sub(other.unsqueeze(-3)).norm(p, false, -1);
  }

  /** Returns the roots of {@code |a|^2 + |b|^2 - 2 a b}. */
  private static Tensor euclidean(Tensor a, Tensor b) {
    Tensor lengths = a.square().sum(true, -1).add(b.square().sum(true, -1).transpose(-1, -2));
    Tensor squares = lengths.sub(a.matmul(b.transpose(-1, -2)).mul(2));
    // A root that is not taken has no infinite slope.
    Tensor isApart = squares.gt(0);
    return isApart.where(isApart.where(squares, 1).sqrt(), 0);
  }

  /**
   * This tensor with those entries along an axis shortened whose p-norm is above a bound, to the
   * bound. PyTorch equivalent: {@code torch.renorm}.
   *
   * @param p 1 or more
   * @throws ShapeException if there are fewer than two axes
   * @throws OptionException if p is below 1 or the bound below 0
   */
  default Tensor renorm(double p, int axis, double maxNorm) {
    int rank = self().shape().rank();
    int at = self().shape().axis(axis);
    if (rank < 2) {
      throw new ShapeException("renorm: received " + self().shape(), "at least two axes");
    }
    if (!(maxNorm >= 0)) {
      throw new OptionException("renorm: maxNorm is " + maxNorm, "0 or more");
    }
    int[] others = IntStream.range(0, rank).filter(other -> other != at).toArray();
    Tensor norms = self().norm(p, true, others);
    Tensor isLong = norms.gt(maxNorm);
    // PyTorch adds the same to the divisor.
    return self().mul(isLong.where(norms.add(1e-7).reciprocal().mul(maxNorm), 1));
  }
}
