package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Weibull distribution, such as of how long something lasts, with density {@code k / scale z^(k -
 * 1) e^(-z^k)} for x of 0 or more, z being {@code x / scale} and k the concentration. PyTorch
 * equivalent: {@code torch.distributions.Weibull}.
 *
 * @param scale of its width, above 0
 * @param concentration k, above 0: below 1 what has lasted lasts longer
 */
public record Weibull(Tensor scale, Tensor concentration) implements Reparameterized {
  /** Checks the parameters. */
  public Weibull {
    Parameters.requirePositive("Weibull: scale", scale);
    Parameters.requirePositive("Weibull: concentration", concentration);
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Weibull", scale.shape(), concentration.shape());
  }

  /** Returns {@code E[z^power]}. */
  private Tensor moment(int power) {
    return concentration.reciprocal().mul(power).add(1).lgamma().exp();
  }

  @Override
  public Tensor mean() {
    return scale.mul(moment(1));
  }

  @Override
  public Tensor variance() {
    return scale.square().mul(moment(2).sub(moment(1).square()));
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    return icdf(Parameters.uniform(generator, Parameters.drawn(shape, batchShape()), scale));
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor isInside = value.ge(0);
    Tensor z = isInside.where(value, 1).div(scale);
    Tensor powers = Parameters.timesLog(concentration.sub(1), z).sub(z.pow(concentration));
    Tensor logarithm = concentration.div(scale).log().add(powers);
    return isInside.where(logarithm, Double.NEGATIVE_INFINITY);
  }

  @Override
  public Tensor cdf(Tensor value) {
    return value.clampMin(0).div(scale).pow(concentration).neg().expm1().neg();
  }

  @Override
  public Tensor icdf(Tensor probability) {
    return probability.neg().log1p().neg().pow(concentration.reciprocal()).mul(scale);
  }

  @Override
  public Tensor entropy() {
    Tensor inverse = concentration.reciprocal();
    return inverse.neg().add(1).mul(Gumbel.EULER).add(scale.mul(inverse).log()).add(1);
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    return Divergences.between(this, q);
  }
}
