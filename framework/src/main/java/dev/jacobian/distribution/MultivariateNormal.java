package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * Normal distribution of vectors {@code [k]}, which are its events. PyTorch equivalent: {@code
 * torch.distributions.MultivariateNormal}.
 *
 * @param loc means, {@code [..., k]}
 * @param scaleTril the lower triangular L with {@code L L^T} the covariance, {@code [..., k, k]},
 *     with a diagonal above 0
 */
public record MultivariateNormal(Tensor loc, Tensor scaleTril) implements Reparameterized {
  /** Checks the parameters. */
  public MultivariateNormal {
    int rank = scaleTril.shape().rank();
    boolean fits =
        loc.shape().rank() >= 1
            && rank >= 2
            && scaleTril.size(-1) == loc.size(-1)
            && scaleTril.size(-2) == loc.size(-1);
    if (!fits) {
      throw new ShapeException(
          "MultivariateNormal: loc " + loc.shape() + " and scaleTril " + scaleTril.shape(),
          "[..., k] and [..., k, k]");
    }
    Parameters.requireNumbers("MultivariateNormal: loc", loc);
    Parameters.requirePositive(
        "MultivariateNormal: the diagonal of scaleTril", scaleTril.diagonal(0, -2, -1));
  }

  /**
   * Returns the distributions with covariances, {@code [..., k, k]}.
   *
   * @throws dev.jacobian.shape.NumericException if one is not positive definite
   */
  public static MultivariateNormal ofCovariance(Tensor loc, Tensor covariance) {
    return new MultivariateNormal(loc, covariance.cholesky());
  }

  @Override
  public Shape batchShape() {
    return Shape.of(Arrays.copyOf(wide().dims(), wide().rank() - 1));
  }

  @Override
  public Shape eventShape() {
    return Shape.of(loc.size(-1));
  }

  /** Returns the shape of one draw of each. */
  private Shape wide() {
    long[] dims = scaleTril.shape().dims();
    return Broadcasting.broadcast(
        "MultivariateNormal", loc.shape(), Shape.of(Arrays.copyOf(dims, dims.length - 1)));
  }

  @Override
  public Tensor mean() {
    return loc.expand(wide().dims());
  }

  @Override
  public Tensor variance() {
    return scaleTril.square().sum(false, -1).expand(wide().dims());
  }

  /** Returns {@code L L^T}, {@code [..., k, k]}. */
  public Tensor covariance() {
    return scaleTril.matmulTransposed(scaleTril);
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, wide());
    Tensor numbers = Parameters.normal(generator, drawn, loc).unsqueeze(-1);
    return scaleTril.matmul(numbers).squeeze(-1).add(loc);
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor z = scaleTril.solveTriangular(value.sub(loc).unsqueeze(-1), false).squeeze(-1);
    double constant = 0.5 * loc.size(-1) * Math.log(2 * Math.PI);
    return z.square().sum(false, -1).mul(-0.5).sub(logDeterminant()).sub(constant);
  }

  /** Returns the logarithm of the determinant of L. */
  private Tensor logDeterminant() {
    return scaleTril.diagonal(0, -2, -1).log().sum(false, -1);
  }

  @Override
  public Tensor entropy() {
    double constant = 0.5 * loc.size(-1) * (1 + Math.log(2 * Math.PI));
    return logDeterminant().add(constant).expand(batchShape().dims());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof MultivariateNormal other)) {
      return Divergences.between(this, q);
    }
    Tensor scaled = other.scaleTril.solveTriangular(scaleTril, false);
    Tensor distance =
        other.scaleTril.solveTriangular(other.loc.sub(loc).unsqueeze(-1), false).squeeze(-1);
    Tensor squares = scaled.square().sum(false, -2, -1).add(distance.square().sum(false, -1));
    return squares
        .sub((double) loc.size(-1))
        .mul(0.5)
        .add(other.logDeterminant())
        .sub(logDeterminant());
  }
}
