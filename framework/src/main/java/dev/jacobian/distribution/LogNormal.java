package dev.jacobian.distribution;

import dev.jacobian.tensor.Tensor;

/**
 * Distribution of {@code e^x} with x of a normal distribution. PyTorch equivalent: {@code
 * torch.distributions.LogNormal}.
 *
 * @param logarithm that normal distribution
 */
public record LogNormal(Normal logarithm) implements Derived {
  /**
   * Makes the distribution whose logarithm has the mean {@code loc} and deviation {@code scale}.
   */
  public LogNormal(Tensor loc, Tensor scale) {
    this(new Normal(loc, scale));
  }

  @Override
  public TransformedDistribution transformed() {
    return new TransformedDistribution(logarithm, new Transform.Exp());
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
  public Tensor entropy() {
    return logarithm.entropy().add(logarithm.mean());
  }
}
