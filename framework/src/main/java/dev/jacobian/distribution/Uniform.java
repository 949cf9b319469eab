package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Uniform distribution over {@code [low, high)}. PyTorch equivalent: {@code
 * torch.distributions.Uniform}.
 *
 * @param high above {@code low}
 */
public record Uniform(Tensor low, Tensor high) implements Reparameterized {
  /** Checks the parameters. */
  public Uniform {
    Parameters.requireNumbers("Uniform: low", low);
    Parameters.requireNumbers("Uniform: high", high);
    Parameters.require(
        "Uniform: high - low",
        high.sub(low),
        x -> x.gt(0),
        "numbers above 0",
        "exchange the bounds where low is the higher one");
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Uniform", low.shape(), high.shape());
  }

  private Tensor width() {
    return high.sub(low);
  }

  @Override
  public Tensor mean() {
    return low.add(high).mul(0.5);
  }

  @Override
  public Tensor variance() {
    return width().square().div(12);
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    return icdf(Parameters.uniform(generator, Parameters.drawn(shape, batchShape()), low));
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor isInside = value.ge(low).and(value.lt(high));
    return isInside.where(width().log().neg(), Double.NEGATIVE_INFINITY);
  }

  @Override
  public Tensor cdf(Tensor value) {
    return value.sub(low).div(width()).clamp(0, 1);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    return probability.mul(width()).add(low);
  }

  @Override
  public Tensor entropy() {
    return width().log();
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Uniform other)) {
      return Divergences.between(this, q);
    }
    Tensor isInside = low.ge(other.low).and(high.le(other.high));
    Tensor divergence = other.width().div(width()).log();
    return isInside.where(divergence, Double.POSITIVE_INFINITY);
  }
}
