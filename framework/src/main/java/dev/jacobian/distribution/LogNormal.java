package dev.jacobian.distribution;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Distribution of {@code e^x} with x of a normal distribution. PyTorch equivalent: {@code
 * torch.distributions.LogNormal}.
 *
 * @param logarithm that normal distribution
 */
public record LogNormal(Normal logarithm) implements Reparameterized {
  /**
   * Makes the distribution whose logarithm has the mean {@code loc} and deviation {@code scale}.
   */
  public LogNormal(Tensor loc, Tensor scale) {
    this(new Normal(loc, scale));
  }

  @Override
  public Shape batchShape() {
    return logarithm.batchShape();
  }

  @Override
  public Tensor mean() {
    return logarithm.mean().add(logarithm.variance().mul(0.5)).exp();
  }

  @Override
  public Tensor variance() {
    return logarithm.variance().expm1().mul(mean().square());
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    return logarithm.rsample(generator, shape).exp();
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor logarithms = value.log();
    return logarithm.logProb(logarithms).sub(logarithms);
  }

  @Override
  public Tensor entropy() {
    return logarithm.entropy().add(logarithm.mean());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof LogNormal other)) {
      return Divergences.between(this, q);
    }
    return logarithm.klDivergence(other.logarithm);
  }
}
