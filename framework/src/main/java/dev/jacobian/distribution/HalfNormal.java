package dev.jacobian.distribution;

import dev.jacobian.tensor.Tensor;

/**
 * Distribution of {@code |x|} with x of the normal distribution around 0. PyTorch equivalent:
 * {@code torch.distributions.HalfNormal}.
 *
 * @param scale standard deviation of x, above 0
 */
public record HalfNormal(Tensor scale) implements Half {
  /** Checks the parameter. */
  public HalfNormal {
    Parameters.requirePositive("HalfNormal: scale", scale);
  }

  @Override
  public Normal whole() {
    return new Normal(Tensor.zerosLike(scale), scale);
  }

  @Override
  public Tensor mean() {
    return scale.mul(Math.sqrt(2 / Math.PI));
  }

  @Override
  public Tensor variance() {
    return scale.square().mul(1 - 2 / Math.PI);
  }
}
