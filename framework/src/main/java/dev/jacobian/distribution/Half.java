package dev.jacobian.distribution;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/** Distributions of the distance from 0 of what others give, which are symmetric. */
sealed interface Half extends Reparameterized permits HalfCauchy, HalfNormal {
  /** Returns the distribution of the numbers, whose middle is 0. */
  Reparameterized whole();

  @Override
  default Shape batchShape() {
    return whole().batchShape();
  }

  @Override
  default Tensor rsample(Generator generator, long... shape) {
    return whole().rsample(generator, shape).abs();
  }

  @Override
  default Tensor logProb(Tensor value) {
    Tensor logarithm = whole().logProb(value).add(Math.log(2));
    return value.ge(0).where(logarithm, Double.NEGATIVE_INFINITY);
  }

  @Override
  default Tensor cdf(Tensor value) {
    return whole().cdf(value).mul(2).sub(1).clampMin(0);
  }

  @Override
  default Tensor icdf(Tensor probability) {
    return whole().icdf(probability.add(1).mul(0.5));
  }

  @Override
  default Tensor entropy() {
    return whole().entropy().sub(Math.log(2));
  }

  @Override
  default Tensor klDivergence(Distribution q) {
    boolean isOfOneKind = q.getClass() == getClass();
    return isOfOneKind ? whole().klDivergence(((Half) q).whole()) : Divergences.between(this, q);
  }
}
