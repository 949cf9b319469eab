package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Gamma distribution with density {@code rate^a x^(a - 1) e^(-rate x) / Gamma(a)} for x above 0, a
 * being the concentration. PyTorch equivalent: {@code torch.distributions.Gamma}.
 *
 * @param concentration a, above 0
 * @param rate 1 over the scale, above 0
 */
public record Gamma(Tensor concentration, Tensor rate) implements Reparameterized {
  /** Checks the parameters. */
  public Gamma {
    Parameters.requirePositive("Gamma: concentration", concentration);
    Parameters.requirePositive("Gamma: rate", rate);
  }

  /**
   * Returns the distribution of sums of {@code df} squares of normal numbers. PyTorch equivalent:
   * {@code torch.distributions.Chi2}.
   *
   * @param df degrees of freedom, above 0
   */
  public static Gamma chi2(Tensor df) {
    return new Gamma(df.mul(0.5), Tensor.fullLike(df, 0.5));
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Gamma", concentration.shape(), rate.shape());
  }

  @Override
  public Tensor mean() {
    return concentration.div(rate);
  }

  @Override
  public Tensor variance() {
    return concentration.div(rate.square());
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    Tensor logarithms = GammaDraws.logarithms(generator, drawn, concentration);
    Tensor expanded = concentration.expand(drawn.dims());
    return PathwiseDraws.gammaLogarithms(expanded, logarithms).exp().div(rate);
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor logarithm =
        concentration
            .mul(rate.log())
            .add(Parameters.timesLog(concentration.sub(1), value))
            .sub(rate.mul(value))
            .sub(concentration.lgamma());
    return value.ge(0).where(logarithm, Double.NEGATIVE_INFINITY);
  }

  @Override
  public Tensor cdf(Tensor value) {
    return concentration.gammainc(rate.mul(value.clampMin(0)));
  }

  @Override
  public Tensor entropy() {
    Tensor rest = concentration.neg().add(1).mul(concentration.digamma());
    return concentration.add(concentration.lgamma()).add(rest).sub(rate.log());
  }

  /** Returns {@code E[ln x]}. */
  Tensor meanLog() {
    return concentration.digamma().sub(rate.log());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Gamma other)) {
      return Divergences.between(this, q);
    }
    Tensor rates = other.concentration.mul(rate.log().sub(other.rate.log()));
    Tensor gammas = other.concentration.lgamma().sub(concentration.lgamma());
    Tensor apart = concentration.sub(other.concentration).mul(concentration.digamma());
    return rates.add(gammas).add(apart).add(other.rate.sub(rate).mul(mean()));
  }
}
