package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Normal distribution with density {@code e^(-((x - loc) / scale)^2 / 2) / (scale sqrt(2 pi))}.
 * PyTorch equivalent: {@code torch.distributions.Normal}.
 *
 * @param loc mean
 * @param scale standard deviation, above 0
 */
public record Normal(Tensor loc, Tensor scale) implements Reparameterized {
  private static final double LOG_ROOT = 0.5 * Math.log(2 * Math.PI);

  /** Checks the parameters. */
  public Normal {
    Parameters.requireNumbers("Normal: loc", loc);
    Parameters.requirePositive("Normal: scale", scale);
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Normal", loc.shape(), scale.shape());
  }

  @Override
  public Tensor mean() {
    return loc.expand(batchShape().dims());
  }

  @Override
  public Tensor variance() {
    return stddev().square();
  }

  @Override
  public Tensor stddev() {
    return scale.expand(batchShape().dims());
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    return Parameters.normal(generator, drawn, loc).mul(scale).add(loc);
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor z = value.sub(loc).div(scale);
    return z.square().mul(-0.5).sub(scale.log()).sub(LOG_ROOT);
  }

  @Override
  public Tensor cdf(Tensor value) {
    return value.sub(loc).div(scale).mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Tensor z = probability.mul(2).sub(1).erfinv().mul(Math.sqrt(2));
    return z.mul(scale).add(loc);
  }

  @Override
  public Tensor entropy() {
    return stddev().log().add(0.5 + LOG_ROOT);
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Normal other)) {
      return Divergences.between(this, q);
    }
    Tensor ratio = scale.div(other.scale).square();
    Tensor distance = loc.sub(other.loc).div(other.scale).square();
    return ratio.add(distance).sub(1).sub(ratio.log()).mul(0.5);
  }
}
