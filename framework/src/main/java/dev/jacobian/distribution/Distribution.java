package dev.jacobian.distribution;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * A probability distribution for each element of a batch. The parameters' broadcast shape is the
 * batch's; what one draw of one distribution gives has the shape of an event, which is a scalar's
 * unless a class says otherwise. PyTorch equivalent: {@code torch.distributions.Distribution}.
 *
 * <p>Parameters are checked when a distribution is made, unless a function is being captured, in
 * which values are not known.
 */
public sealed interface Distribution
    permits Bernoulli,
        Binomial,
        Categorical,
        Geometric,
        Independent,
        MixtureSameFamily,
        NegativeBinomial,
        Poisson,
        Reparameterized {

  /** Returns how many distributions these are. */
  Shape batchShape();

  /** Returns the shape of what one of them gives. */
  default Shape eventShape() {
    return Shape.scalar();
  }

  /** Returns the means, of the batch's shape and then the event's. */
  Tensor mean();

  /** Returns the variances, shaped as the means. */
  Tensor variance();

  /** Returns the standard deviations, shaped as the means. */
  default Tensor stddev() {
    return variance().sqrt();
  }

  /**
   * Returns draws without a gradient: {@code shape}, then the batch's shape, then the event's.
   *
   * @param shape how many draws of each; a single one if nothing is named
   */
  Tensor sample(Generator generator, long... shape);

  /** {@link #sample(Generator, long...)} with the thread's default generator. */
  default Tensor sample(long... shape) {
    return sample(Generator.threadDefault(), shape);
  }

  /**
   * Returns the logarithm of the density, or of the probability, at values that broadcast with the
   * batch; the axes of events disappear.
   */
  Tensor logProb(Tensor value);

  /**
   * Returns the probabilities of a number up to {@code value}. PyTorch equivalent: {@code
   * Distribution.cdf}.
   *
   * @throws dev.jacobian.shape.OptionException if there is no closed form
   */
  default Tensor cdf(Tensor value) {
    throw Parameters.noCdf(this, "cdf");
  }

  /**
   * Returns the numbers up to which there are the probabilities: the inverse of {@link #cdf}.
   * PyTorch equivalent: {@code Distribution.icdf}.
   *
   * @throws dev.jacobian.shape.OptionException if there is no closed form
   */
  default Tensor icdf(Tensor probability) {
    throw Parameters.noCdf(this, "icdf");
  }

  /**
   * Returns the entropies in nats, of the batch's shape.
   *
   * @throws dev.jacobian.shape.OptionException if they have no closed form
   */
  Tensor entropy();

  /**
   * Returns the Kullback-Leibler divergence {@code E[ln p - ln q]} of this p from a q, in nats, of
   * the batch's shape. PyTorch equivalent: {@code torch.distributions.kl_divergence}.
   *
   * @throws dev.jacobian.shape.OptionException if there is no closed form, as of most pairs of two
   *     kinds
   */
  Tensor klDivergence(Distribution q);
}
