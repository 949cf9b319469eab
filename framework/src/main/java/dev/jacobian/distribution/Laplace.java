package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Laplace distribution with density {@code e^(-|x - loc| / scale) / (2 scale)}. PyTorch equivalent:
 * {@code torch.distributions.Laplace}.
 *
 * @param loc mean
 * @param scale mean distance from it, above 0
 */
public record Laplace(Tensor loc, Tensor scale) implements Reparameterized {
  /** Checks the parameters. */
  public Laplace {
    Parameters.requireNumbers("Laplace: loc", loc);
    Parameters.requirePositive("Laplace: scale", scale);
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Laplace", loc.shape(), scale.shape());
  }

  @Override
  public Tensor mean() {
    return loc.expand(batchShape().dims());
  }

  @Override
  public Tensor variance() {
    return scale.square().mul(2).expand(batchShape().dims());
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    // A sign and a distance from one number u: 2 u from 0 to 1, and again. 1 minus either is not 0.
    Tensor twice = Parameters.uniform(generator, drawn, loc).mul(2);
    Tensor isRight = twice.ge(1);
    Tensor distance = isRight.where(twice.sub(1), twice).neg().log1p().neg();
    return isRight.where(distance, distance.neg()).mul(scale).add(loc);
  }

  @Override
  public Tensor logProb(Tensor value) {
    return value.sub(loc).abs().div(scale).neg().sub(scale.mul(2).log());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Tensor z = value.sub(loc).div(scale);
    return z.sign().mul(z.abs().neg().expm1()).mul(-0.5).add(0.5);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Tensor side = probability.sub(0.5);
    return loc.sub(side.sign().mul(side.abs().mul(-2).log1p()).mul(scale));
  }

  @Override
  public Tensor entropy() {
    return scale.mul(2).log().add(1).expand(batchShape().dims());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Laplace other)) {
      return Divergences.between(this, q);
    }
    Tensor ratio = scale.div(other.scale);
    Tensor distance = loc.sub(other.loc).abs();
    Tensor apart = distance.div(other.scale);
    Tensor rest = ratio.mul(distance.div(scale).neg().exp());
    return ratio.log().neg().add(apart).add(rest).sub(1);
  }
}
