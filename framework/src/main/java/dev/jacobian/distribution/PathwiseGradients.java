package dev.jacobian.distribution;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.DoubleExponential;
import dev.jacobian.tensor.Tensor;

/**
 * How draws of gamma and beta distributions follow their concentrations, where the probability of a
 * smaller draw stays: {@code dx/da = -(dF(x)/da) / p(x)}, F being the distribution function and p
 * the density. Source: Figurnov, Mohamed and Mnih, "Implicit reparameterization gradients", NeurIPS
 * 2018. In PyTorch these are {@code torch._standard_gamma_grad} and {@code torch._dirichlet_grad}.
 *
 * <p>With t running from x to the nearer end, {@code dF/da} is the integral of {@code p(t) (ln t -
 * E[ln t])} over it. That integral over all t is 0, so the end is the one towards which the factor
 * keeps its sign, and nothing cancels. With {@code t = x e^-v}, or {@code e^v} or {@code 1 - t = (1
 * - x) e^-v} for the upper end, the integrand is a smooth function that falls at least
 * exponentially, which the double exponential rule {@code v = L e^(z - e^-z)} at equal steps of z
 * integrates to 1e-8 and better (Takahasi and Mori, 1974). Concentrations below 1 and small draws
 * are brought to one more by {@code F(x; a) = F(x; a + 1) + x p(x; a) / a}, times 1 - x for beta.
 */
final class PathwiseGradients {
  private static final DoubleExponential RULE = new DoubleExponential(64, -3.5, 4.5);

  private static final Composite<String> GAMMA =
      Composite.of("gammaGradient", (name, x) -> gamma(x[0], x[1], x[2], x[3]));
  private static final Composite<String> BETA =
      Composite.of("betaGradient", (name, x) -> beta(x[0], x[1], x[2], x[3], x[4], x[5]));

  private PathwiseGradients() {}

  /**
   * Returns {@code d ln x / da} of draws x of gamma distributions with rate 1.
   *
   * @param a concentrations
   * @param logarithm ln x
   */
  static Tensor ofGamma(Tensor a, Tensor logarithm) {
    return GAMMA.apply("", wide(a), wide(logarithm), RULE.places(a), RULE.weights(a)).to(a.dtype());
  }

  /**
   * Returns {@code dx/da / (1 - x)} of draws x of beta distributions.
   *
   * @param a concentrations of x
   * @param b concentrations of 1 - x
   * @param x draws
   * @param rest 1 - x, which is more exact than the difference where x is nearly 1
   */
  static Tensor ofBeta(Tensor a, Tensor b, Tensor x, Tensor rest) {
    return BETA.apply("", wide(a), wide(b), wide(x), wide(rest), RULE.places(a), RULE.weights(a))
        .to(a.dtype());
  }

  private static Tensor wide(Tensor x) {
    return x.to(DType.FLOAT64);
  }

  private static Tensor gamma(Tensor a, Tensor logarithm, Tensor places, Tensor weights) {
    Tensor next = a.add(1).digamma();
    Tensor isSmall = a.lt(1).and(logarithm.lt(next));
    Tensor shape = isSmall.where(a.add(1), a);
    Tensor x = logarithm.exp();
    Tensor below = shape.digamma().sub(logarithm);
    Tensor scale = shape.sub(x).abs().add(x.sqrt()).reciprocal();
    Tensor v = scale.unsqueeze(-1).mul(places);
    Tensor way = below.gt(0).unsqueeze(-1).where(v.neg(), v);
    Tensor exponent = shape.unsqueeze(-1).mul(way).sub(x.unsqueeze(-1).mul(way.expm1()));
    Tensor distance = below.abs().unsqueeze(-1).add(v);
    Tensor integral = exponent.exp().mul(distance).mul(weights).sum(false, -1).mul(scale);
    return isSmall.where(x.mul(integral).add(next).sub(logarithm).div(a), integral);
  }

  private static Tensor beta(
      Tensor a, Tensor b, Tensor x, Tensor rest, Tensor places, Tensor weights) {
    // The logarithm of the larger one of x and 1 - x follows from the smaller one.
    Tensor logarithm = x.lt(0.5).where(x.log(), rest.neg().log1p());
    Tensor total = a.add(b);
    Tensor next = a.add(1).digamma();
    Tensor isSmall = a.lt(1).and(logarithm.lt(next.sub(total.add(1).digamma())));
    Tensor first = isSmall.where(a.add(1), a);
    Tensor both = first.add(b);
    Tensor below = first.digamma().sub(both.digamma()).sub(logarithm);
    Tensor isBelow = below.gt(0);
    Tensor odds = isBelow.where(x.div(rest), rest.div(x));
    Tensor near = isBelow.where(first, b);
    Tensor far = isBelow.where(b, first).sub(1);
    Tensor slope = near.sub(far.mul(odds)).abs().add(both.mul(odds).sqrt());
    // What a negative power makes fall at first falls by the other one alone later.
    Tensor scale = far.lt(0).where(near, slope).reciprocal();
    Tensor v = scale.unsqueeze(-1).mul(places);
    Tensor opposite = odds.unsqueeze(-1).neg().mul(v.neg().expm1()).log1p();
    Tensor exponent = far.unsqueeze(-1).mul(opposite).sub(near.unsqueeze(-1).mul(v));
    Tensor distance = below.abs().unsqueeze(-1).add(isBelow.unsqueeze(-1).where(v, opposite));
    Tensor sum = exponent.exp().mul(distance).mul(weights).sum(false, -1).mul(scale);
    Tensor integral = isBelow.where(odds, 1).mul(sum);
    Tensor apart = next.sub(total.digamma()).sub(logarithm);
    return isSmall.where(x.div(a).mul(total.mul(integral).add(apart)), integral);
  }
}
