package dev.jacobian.distribution;

import dev.jacobian.tensor.Tensor;

/**
 * Distribution of {@code |x|} with x of the Cauchy distribution around 0. PyTorch equivalent:
 * {@code torch.distributions.HalfCauchy}.
 *
 * @param scale half of all draws are below it, above 0
 */
public record HalfCauchy(Tensor scale) implements Half {
  /** Checks the parameter. */
  public HalfCauchy {
    Parameters.requirePositive("HalfCauchy: scale", scale);
  }

  @Override
  public Cauchy whole() {
    return new Cauchy(Tensor.zerosLike(scale), scale);
  }

  /** Returns infinite numbers. */
  @Override
  public Tensor mean() {
    return Tensor.fullLike(scale, Double.POSITIVE_INFINITY);
  }

  /** Returns infinite numbers. */
  @Override
  public Tensor variance() {
    return mean();
  }
}
