package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Cauchy distribution with density {@code 1 / (pi scale (1 + z^2))}, z being {@code (x - loc) /
 * scale}; it has no mean. PyTorch equivalent: {@code torch.distributions.Cauchy}.
 *
 * @param loc its middle
 * @param scale half the width of the middle half, above 0
 */
public record Cauchy(Tensor loc, Tensor scale) implements Reparameterized {
  /** Checks the parameters. */
  public Cauchy {
    Parameters.requireNumbers("Cauchy: loc", loc);
    Parameters.requirePositive("Cauchy: scale", scale);
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Cauchy", loc.shape(), scale.shape());
  }

  /** Returns NaN, of the batch's shape: there is no mean. */
  @Override
  public Tensor mean() {
    return Tensor.fullLike(loc, Double.NaN).expand(batchShape().dims());
  }

  /** Returns infinite numbers, of the batch's shape. */
  @Override
  public Tensor variance() {
    return Tensor.fullLike(loc, Double.POSITIVE_INFINITY).expand(batchShape().dims());
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    return icdf(Parameters.uniform(generator, Parameters.drawn(shape, batchShape()), loc));
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor z = value.sub(loc).div(scale);
    return z.square().log1p().neg().sub(scale.mul(Math.PI).log());
  }

  @Override
  public Tensor cdf(Tensor value) {
    return value.sub(loc).div(scale).atan().div(Math.PI).add(0.5);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    return probability.sub(0.5).mul(Math.PI).tan().mul(scale).add(loc);
  }

  @Override
  public Tensor entropy() {
    return scale.mul(4 * Math.PI).log().expand(batchShape().dims());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Cauchy other)) {
      return Divergences.between(this, q);
    }
    Tensor apart = scale.add(other.scale).square().add(loc.sub(other.loc).square());
    return apart.log().sub(scale.mul(other.scale).mul(4).log());
  }
}
