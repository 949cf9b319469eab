package dev.jacobian.distribution;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;

/**
 * Divergences between distributions of two kinds: {@code -entropy(p) - E[ln q]}, of which the mean
 * is one of a few moments of p.
 */
final class Divergences {
  private Divergences() {}

  /**
   * Returns the divergence.
   *
   * @throws OptionException if it has no closed form
   */
  static Tensor between(Distribution p, Distribution q) {
    if (q instanceof Normal normal && isOfNumbers(p)) {
      Tensor apart = p.variance().add(p.mean().sub(normal.loc()).square());
      Tensor scaled = apart.div(normal.scale().square()).mul(0.5);
      return scaled.add(normal.scale().log()).add(0.5 * Math.log(2 * Math.PI)).sub(p.entropy());
    }
    if (q instanceof Laplace laplace && p instanceof Normal normal) {
      return between(normal, laplace);
    }
    if (q instanceof Exponential exponential && isNotNegative(p)) {
      Tensor divergence =
          exponential.rate().mul(p.mean()).sub(exponential.rate().log()).sub(p.entropy());
      return inside(p, 0, Double.POSITIVE_INFINITY, divergence);
    }
    if (q instanceof Gamma gamma && isNotNegative(p)) {
      Tensor a = gamma.concentration();
      Tensor powers = a.lgamma().sub(a.mul(gamma.rate().log())).sub(a.sub(1).mul(meanLog(p)));
      return inside(
          p, 0, Double.POSITIVE_INFINITY, powers.add(gamma.rate().mul(p.mean())).sub(p.entropy()));
    }
    if (q instanceof Gumbel gumbel && hasExponentials(p)) {
      Tensor rate = gumbel.scale().reciprocal();
      Tensor z = p.mean().sub(gumbel.loc()).mul(rate);
      Tensor exponential = gumbel.loc().mul(rate).exp().mul(meanExponential(p, rate));
      return z.add(exponential).sub(rate.log()).sub(p.entropy());
    }
    if (q instanceof Pareto pareto && (p instanceof Pareto || p instanceof Uniform)) {
      Tensor alpha = pareto.alpha();
      Tensor powers = alpha.add(1).mul(meanLog(p)).sub(alpha.mul(pareto.scale().log()));
      Tensor low = p instanceof Pareto other ? other.scale() : ((Uniform) p).low();
      Tensor divergence = powers.sub(alpha.log()).sub(p.entropy());
      return low.ge(pareto.scale()).where(divergence, Double.POSITIVE_INFINITY);
    }
    if (q instanceof Beta beta && p instanceof Uniform uniform) {
      Uniform rest = new Uniform(uniform.high().neg().add(1), uniform.low().neg().add(1));
      Tensor ones = beta.concentration1().sub(1).mul(meanLog(uniform));
      Tensor zeros = beta.concentration0().sub(1).mul(meanLog(rest));
      return inside(p, 0, 1, beta.logNorm().sub(ones).sub(zeros).sub(p.entropy()));
    }
    if (q instanceof Uniform uniform && p instanceof Beta) {
      Tensor covers = uniform.low().le(0).and(uniform.high().ge(1));
      return covers.where(uniform.entropy().sub(p.entropy()), Double.POSITIVE_INFINITY);
    }
    if (q instanceof Poisson poisson && p instanceof Bernoulli) {
      return poisson.rate().sub(p.mean().mul(poisson.rate().log())).sub(p.entropy());
    }
    throw new OptionException(
        "klDivergence: of "
            + p.getClass().getSimpleName()
            + " from "
            + q.getClass().getSimpleName(),
        "two distributions of one kind, or of two that have a closed form",
        "estimate it: the mean of p.logProb(x) - q.logProb(x) over x = p.sample(n)");
  }

  private static Tensor between(Normal p, Laplace q) {
    Tensor distance = p.loc().sub(q.loc());
    Tensor z = distance.div(p.scale());
    Tensor bell = z.square().mul(-0.5).exp().mul(Math.sqrt(2 / Math.PI)).mul(p.scale());
    Tensor meanDistance = bell.add(distance.mul(z.mul(Math.sqrt(0.5)).erf()));
    return meanDistance.div(q.scale()).add(q.scale().mul(2).log()).sub(p.entropy());
  }

  private static boolean isOfNumbers(Distribution p) {
    return p instanceof Gumbel || p instanceof Laplace || isNotNegative(p);
  }

  /** Returns whether draws are not negative, or may be so, as those of a uniform distribution. */
  private static boolean isNotNegative(Distribution p) {
    return p instanceof Beta
        || p instanceof Exponential
        || p instanceof Gamma
        || p instanceof LogNormal
        || p instanceof Pareto
        || p instanceof Uniform;
  }

  /** Returns a divergence that is infinite if draws may lie outside of what q can give. */
  private static Tensor inside(Distribution p, double low, double high, Tensor divergence) {
    if (!(p instanceof Uniform uniform)) {
      return divergence;
    }
    Tensor isInside = uniform.low().ge(low).and(uniform.high().le(high));
    return isInside.where(divergence, Double.POSITIVE_INFINITY);
  }

  private static boolean hasExponentials(Distribution p) {
    return p instanceof Exponential
        || p instanceof Gamma
        || p instanceof Gumbel
        || p instanceof Normal
        || p instanceof Uniform;
  }

  /** Returns {@code E[e^(-rate x)]}. */
  private static Tensor meanExponential(Distribution p, Tensor rate) {
    if (p instanceof Exponential exponential) {
      return exponential.rate().div(exponential.rate().add(rate));
    }
    if (p instanceof Gamma gamma) {
      return rate.div(gamma.rate()).log1p().mul(gamma.concentration()).neg().exp();
    }
    if (p instanceof Gumbel gumbel) {
      Tensor logarithm = gumbel.scale().mul(rate).add(1).lgamma();
      return logarithm.sub(gumbel.loc().mul(rate)).exp();
    }
    if (p instanceof Normal normal) {
      return normal.variance().mul(rate).mul(0.5).sub(normal.loc()).mul(rate).exp();
    }
    Uniform uniform = (Uniform) p;
    Tensor low = uniform.low().mul(rate);
    Tensor high = uniform.high().mul(rate);
    return low.neg().exp().sub(high.neg().exp()).div(high.sub(low));
  }

  /** Returns {@code E[ln x]}. */
  private static Tensor meanLog(Distribution p) {
    if (p instanceof Beta beta) {
      return beta.meanLog();
    }
    if (p instanceof Exponential exponential) {
      return new Gamma(Tensor.onesLike(exponential.rate()), exponential.rate()).meanLog();
    }
    if (p instanceof Gamma gamma) {
      return gamma.meanLog();
    }
    if (p instanceof Pareto pareto) {
      return pareto.meanLog();
    }
    if (p instanceof LogNormal normal) {
      return normal.logarithm().mean();
    }
    Uniform uniform = (Uniform) p;
    Tensor high = Parameters.timesLog(uniform.high(), uniform.high());
    Tensor low = Parameters.timesLog(uniform.low(), uniform.low());
    return high.sub(low).div(uniform.high().sub(uniform.low())).sub(1);
  }
}
