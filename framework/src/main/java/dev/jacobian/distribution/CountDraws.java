package dev.jacobian.distribution;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Draws of numbers of events. Of few, probabilities are added up until they pass a uniform number;
 * of many, numbers are accepted with a probability of 0.8 or more (Hoermann's transformed
 * rejection, 1993). Both take so many steps that one of 10^10 draws would need more, and so nothing
 * depends on values; steps that change nothing any more are left out where values are at hand, with
 * the numbers that they take.
 */
final class CountDraws {
  /** The mean below which there are few. */
  static final double FEW = 10;

  private static final int MOST = 45;
  private static final int ROUNDS = 16;

  private CountDraws() {}

  /**
   * What numbers are proposed from, {@code (2 a / (1/2 - |u|) + b) u + middle} of a uniform u.
   *
   * @param height of the probabilities beside it
   * @param mode what is drawn if none is accepted
   */
  record Hat(Tensor a, Tensor b, Tensor middle, Tensor height, Tensor mode) {}

  /** Returns draws by either way, both of which are asked for if that depends on the element. */
  static Tensor draws(
      Generator generator, Shape drawn, Tensor isFew, Supplier<Tensor> few, Supplier<Tensor> many) {
    if (Parameters.areKnownToHold(isFew.not())) {
      Parameters.skip(generator, drawn, 1);
      return many.get();
    }
    Tensor counts = few.get();
    if (Parameters.areKnownToHold(isFew)) {
      Parameters.skip(generator, drawn, 2 * ROUNDS);
      return counts;
    }
    return isFew.where(counts, many.get());
  }

  /**
   * Returns draws of few.
   *
   * @param first the probability of 0
   * @param next gives the probability of x + 1 from that of x, and x
   */
  static Tensor few(
      Generator generator, Shape drawn, Tensor first, BiFunction<Tensor, Integer, Tensor> next) {
    Tensor left = Parameters.uniform(generator, drawn, first);
    Tensor probability = first;
    Tensor count = Tensor.zerosLike(left);
    for (int x = 0; x < MOST && !Parameters.areKnownToHold(left.lt(0)); x++) {
      left = left.sub(probability);
      count = count.add(left.ge(0).to(DType.FLOAT64));
      probability = next.apply(probability, x);
    }
    return count;
  }

  /**
   * Returns draws of many.
   *
   * @param logProb the logarithm of the probability, of the hat's height
   */
  static Tensor many(Generator generator, Shape drawn, Hat hat, UnaryOperator<Tensor> logProb) {
    Tensor count = Tensor.fullLike(hat.mode, -1);
    for (int round = 0; round < ROUNDS; round++) {
      if (round > 1 && Parameters.areKnownToHold(count.ge(0))) {
        Parameters.skip(generator, drawn, 2 * (ROUNDS - round));
        break;
      }
      Tensor u = Parameters.uniform(generator, drawn, hat.mode).sub(0.5);
      Tensor v = Parameters.uniform(generator, drawn, hat.mode);
      Tensor us = u.abs().neg().add(0.5);
      Tensor x = hat.a.mul(2).div(us).add(hat.b).mul(u).add(hat.middle).floor();
      Tensor bound = v.mul(hat.height).div(hat.a.div(us.square()).add(hat.b)).log();
      Tensor accepted = bound.le(logProb.apply(x));
      count = count.lt(0).and(accepted).where(x, count);
    }
    return count.lt(0).where(hat.mode, count);
  }
}
