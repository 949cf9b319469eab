package dev.jacobian.distribution;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Draws of gamma distributions with rate 1, as logarithms, since those of small concentrations are
 * smaller than any number above 0. A cube of a normal number is accepted with a probability of 0.95
 * or more; of so many that one of 10^10 draws has none the first is taken, so that nothing depends
 * on values and every draw takes as many numbers from the generator; rounds that change nothing any
 * more are left out where values are at hand. Source: Marsaglia and Tsang, "A simple method for
 * generating gamma variables", ACM TOMS 26, 2000.
 */
final class GammaDraws {
  private static final int ROUNDS = 8;

  private GammaDraws() {}

  /**
   * Returns logarithms of draws without a gradient, of a shape that the concentrations expand to.
   */
  static Tensor logarithms(Generator generator, Shape drawn, Tensor concentration) {
    Tensor a = concentration.detach();
    // x of a + 1 times u^(1 / a) has the concentration a.
    Tensor isSmall = a.lt(1);
    Tensor d = isSmall.where(a.add(1), a).sub(1.0 / 3);
    Tensor c = d.mul(9).rsqrt();
    Tensor cube = Tensor.fullLike(a, -1);
    for (int round = 0; round < ROUNDS; round++) {
      if (round > 1 && Parameters.areKnownToHold(cube.gt(0))) {
        Parameters.skip(generator, drawn, 2 * (ROUNDS - round));
        break;
      }
      Tensor z = Parameters.normal(generator, drawn, a);
      Tensor root = z.mul(c).add(1);
      Tensor v = root.square().mul(root);
      Tensor limit = z.square().mul(0.5).add(d.mul(v.neg().add(v.log()).add(1)));
      Tensor u = Parameters.uniform(generator, drawn, a);
      Tensor accepted = root.gt(0).and(u.log().lt(limit));
      // Of the numbers so far the first one that was accepted stays.
      cube = cube.lt(0).and(accepted).where(v, cube);
    }
    Tensor logarithm = d.log().add(cube.lt(0).where(1, cube).log());
    Tensor u = Parameters.uniform(generator, drawn, a).neg().log1p();
    return isSmall.where(logarithm.add(u.div(a)), logarithm);
  }
}
