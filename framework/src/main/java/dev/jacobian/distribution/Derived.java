package dev.jacobian.distribution;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/** Distributions of functions of what others give that have names of their own. */
sealed interface Derived extends Reparameterized
    permits LogNormal, RelaxedBernoulli, RelaxedOneHotCategorical {
  /** Returns the same as a function of what another gives, which can draw with densities. */
  TransformedDistribution transformed();

  @Override
  default Shape batchShape() {
    return transformed().batchShape();
  }

  @Override
  default Shape eventShape() {
    return transformed().eventShape();
  }

  /**
   * Returns the means.
   *
   * @throws OptionException if they have no closed form
   */
  @Override
  default Tensor mean() {
    throw Parameters.noMoments(this);
  }

  /**
   * Returns the variances.
   *
   * @throws OptionException if they have no closed form
   */
  @Override
  default Tensor variance() {
    throw Parameters.noMoments(this);
  }

  @Override
  default Tensor rsample(Generator generator, long... shape) {
    return transformed().rsample(generator, shape);
  }

  @Override
  default Tensor logProb(Tensor value) {
    return transformed().logProb(value);
  }

  @Override
  default Tensor cdf(Tensor value) {
    return transformed().cdf(value);
  }

  @Override
  default Tensor icdf(Tensor probability) {
    return transformed().icdf(probability);
  }

  /**
   * Returns the entropies.
   *
   * @throws OptionException if they have no closed form
   */
  @Override
  default Tensor entropy() {
    throw Parameters.noEntropy(this);
  }

  @Override
  default Tensor klDivergence(Distribution q) {
    boolean isOfOneKind = q.getClass() == getClass();
    return isOfOneKind
        ? transformed().klDivergence(((Derived) q).transformed())
        : Divergences.between(this, q);
  }
}
