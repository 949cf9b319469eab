package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Pareto distribution of type 1 with density {@code alpha scale^alpha / x^(alpha + 1)} for x of
 * {@code scale} or more. PyTorch equivalent: {@code torch.distributions.Pareto}.
 *
 * @param scale the smallest number, above 0
 * @param alpha how fast large numbers become rare, above 0
 */
public record Pareto(Tensor scale, Tensor alpha) implements Reparameterized {
  /** Checks the parameters. */
  public Pareto {
    Parameters.requirePositive("Pareto: scale", scale);
    Parameters.requirePositive("Pareto: alpha", alpha);
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Pareto", scale.shape(), alpha.shape());
  }

  /** Returns the means: infinite up to alpha 1. */
  @Override
  public Tensor mean() {
    Tensor a = alpha.clampMin(1);
    return a.mul(scale).div(a.sub(1));
  }

  /** Returns the variances: infinite up to alpha 2. */
  @Override
  public Tensor variance() {
    Tensor a = alpha.clampMin(2);
    return scale.square().mul(a).div(a.sub(1).square().mul(a.sub(2)));
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    return icdf(Parameters.uniform(generator, Parameters.drawn(shape, batchShape()), scale));
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor ratio = alpha.mul(scale.div(value).log());
    Tensor logarithm = alpha.log().add(ratio).sub(value.log());
    return value.ge(scale).where(logarithm, Double.NEGATIVE_INFINITY);
  }

  @Override
  public Tensor cdf(Tensor value) {
    return value.div(scale).clampMin(1).pow(alpha.neg()).neg().add(1);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    return new Exponential(alpha).icdf(probability).exp().mul(scale);
  }

  @Override
  public Tensor entropy() {
    return scale.div(alpha).log().add(alpha.reciprocal()).add(1);
  }

  /** Returns {@code E[ln x]}. */
  Tensor meanLog() {
    return scale.log().add(alpha.reciprocal());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    return Divergences.between(this, q);
  }
}
