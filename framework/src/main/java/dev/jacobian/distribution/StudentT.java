package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Student's t-distribution: that of {@code loc + scale z / sqrt(c / df)}, z being normal and c the
 * sum of {@code df} squares of normal numbers. PyTorch equivalent: {@code
 * torch.distributions.StudentT}.
 *
 * @param df degrees of freedom, above 0
 * @param loc its middle
 * @param scale of its width, above 0
 */
public record StudentT(Tensor df, Tensor loc, Tensor scale) implements Reparameterized {
  /** Checks the parameters. */
  public StudentT {
    Parameters.requirePositive("StudentT: df", df);
    Parameters.requireNumbers("StudentT: loc", loc);
    Parameters.requirePositive("StudentT: scale", scale);
  }

  @Override
  public Shape batchShape() {
    Shape both = Broadcasting.broadcast("StudentT", loc.shape(), scale.shape());
    return Broadcasting.broadcast("StudentT", df.shape(), both);
  }

  /** Returns the means, of the batch's shape; NaN where there is none, up to df 1. */
  @Override
  public Tensor mean() {
    return df.gt(1).where(loc, Double.NaN).expand(batchShape().dims());
  }

  /** Returns the variances: NaN up to df 1, infinite up to df 2. */
  @Override
  public Tensor variance() {
    Tensor isFinite = df.gt(2);
    Tensor ratio = df.div(isFinite.where(df.sub(2), 1));
    Tensor finite = isFinite.where(scale.square().mul(ratio), Double.POSITIVE_INFINITY);
    return df.gt(1).where(finite, Double.NaN).expand(batchShape().dims());
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    Tensor half = df.mul(0.5);
    Tensor logarithms = GammaDraws.logarithms(generator, drawn, half);
    Tensor squares =
        PathwiseDraws.gammaLogarithms(half.expand(drawn.dims()), logarithms).sub(half.log());
    Tensor z = Parameters.normal(generator, drawn, loc);
    return z.mul(squares.mul(-0.5).exp()).mul(scale).add(loc);
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor z = value.sub(loc).div(scale);
    Tensor power = z.square().div(df).log1p().mul(df.add(1).mul(-0.5));
    return power.sub(scale.log()).sub(logNorm());
  }

  /** Returns {@code ln(sqrt(df) B(df / 2, 1 / 2))}. */
  private Tensor logNorm() {
    Tensor gammas = df.mul(0.5).lgamma().sub(df.add(1).mul(0.5).lgamma());
    return df.log().add(Math.log(Math.PI)).mul(0.5).add(gammas);
  }

  @Override
  public Tensor entropy() {
    Tensor half = df.add(1).mul(0.5);
    Tensor apart = half.mul(half.digamma().sub(df.mul(0.5).digamma()));
    return scale.log().add(apart).add(logNorm()).expand(batchShape().dims());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    return Divergences.between(this, q);
  }
}
