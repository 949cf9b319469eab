package dev.jacobian.distribution;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Exponential distribution with density {@code rate e^(-rate x)} for x of 0 or more. PyTorch
 * equivalent: {@code torch.distributions.Exponential}.
 *
 * @param rate 1 over the mean, above 0
 */
public record Exponential(Tensor rate) implements Reparameterized {
  /** Checks the parameter. */
  public Exponential {
    Parameters.requirePositive("Exponential: rate", rate);
  }

  @Override
  public Shape batchShape() {
    return rate.shape();
  }

  @Override
  public Tensor mean() {
    return rate.reciprocal();
  }

  @Override
  public Tensor variance() {
    return rate.square().reciprocal();
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    // Uniform numbers are never 1.
    return icdf(Parameters.uniform(generator, Parameters.drawn(shape, batchShape()), rate));
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor logarithm = rate.log().sub(rate.mul(value));
    return value.ge(0).where(logarithm, Double.NEGATIVE_INFINITY);
  }

  @Override
  public Tensor cdf(Tensor value) {
    return value.clampMin(0).mul(rate).neg().expm1().neg();
  }

  @Override
  public Tensor icdf(Tensor probability) {
    return probability.neg().log1p().neg().div(rate);
  }

  @Override
  public Tensor entropy() {
    return rate.log().neg().add(1);
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Exponential other)) {
      return Divergences.between(this, q);
    }
    Tensor ratio = other.rate.div(rate);
    return ratio.sub(1).sub(ratio.log());
  }
}
