package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Gumbel distribution, that of the largest of many numbers, with density {@code e^(-z - e^-z) /
 * scale}, z being {@code (x - loc) / scale}. PyTorch equivalent: {@code
 * torch.distributions.Gumbel}.
 *
 * @param loc the most likely number
 * @param scale of its width, above 0
 */
public record Gumbel(Tensor loc, Tensor scale) implements Reparameterized {
  static final double EULER = 0.5772156649015329;

  /** Checks the parameters. */
  public Gumbel {
    Parameters.requireNumbers("Gumbel: loc", loc);
    Parameters.requirePositive("Gumbel: scale", scale);
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Gumbel", loc.shape(), scale.shape());
  }

  @Override
  public Tensor mean() {
    return loc.add(scale.mul(EULER));
  }

  @Override
  public Tensor variance() {
    return scale.square().mul(Math.PI * Math.PI / 6).expand(batchShape().dims());
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    return Parameters.gumbel(generator, drawn, loc).mul(scale).add(loc);
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor y = loc.sub(value).div(scale);
    return y.sub(y.exp()).sub(scale.log());
  }

  @Override
  public Tensor cdf(Tensor value) {
    return loc.sub(value).div(scale).exp().neg().exp();
  }

  @Override
  public Tensor icdf(Tensor probability) {
    return loc.sub(probability.log().neg().log().mul(scale));
  }

  @Override
  public Tensor entropy() {
    return scale.log().add(1 + EULER).expand(batchShape().dims());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    return Divergences.between(this, q);
  }
}
