package dev.jacobian.distribution;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Distribution of the number of events at a rate, {@code rate^x e^-rate / x!}, of the dtype of its
 * parameter. PyTorch equivalent: {@code torch.distributions.Poisson}.
 *
 * @param rate the mean, above 0
 */
public record Poisson(Tensor rate) implements Distribution {
  /*
   * Below a rate of 10 the probabilities are added up until they pass a uniform number; from there
   * on numbers are accepted with a probability of 0.8 or more, by Hoermann's PTRS ("The transformed
   * rejection method for generating Poisson random variables", 1993). Both take so many steps that
   * one of 10^10 draws would need more, and so nothing depends on values; steps that change nothing any more are left out
   * where values are at hand, with the numbers that they take.
   */
  private static final double FEW = 10;
  private static final int MOST = 45;
  private static final int ROUNDS = 16;

  /** Checks the parameter. */
  public Poisson {
    Parameters.requirePositive("Poisson: rate", rate);
  }

  @Override
  public Shape batchShape() {
    return rate.shape();
  }

  @Override
  public Tensor mean() {
    return rate;
  }

  @Override
  public Tensor variance() {
    return rate;
  }

  @Override
  public Tensor sample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    Tensor rates = rate.detach().to(DType.FLOAT64);
    Tensor isFew = rates.lt(FEW);
    Tensor few = rates;
    if (Parameters.areKnownToHold(isFew.not())) {
      Parameters.skip(generator, drawn, 1);
    } else {
      few = few(generator, drawn, isFew.where(rates, 1));
    }
    Tensor many = rates;
    if (Parameters.areKnownToHold(isFew)) {
      Parameters.skip(generator, drawn, 2 * ROUNDS);
    } else {
      many = many(generator, drawn, isFew.where(FEW, rates));
    }
    return isFew.where(few, many).to(rate.dtype());
  }

  private static Tensor few(Generator generator, Shape drawn, Tensor rate) {
    Tensor left = Parameters.uniform(generator, drawn, rate);
    Tensor probability = rate.neg().exp();
    Tensor count = Tensor.zerosLike(left);
    for (int x = 0; x < MOST && !Parameters.areKnownToHold(left.lt(0)); x++) {
      left = left.sub(probability);
      count = count.add(left.ge(0).to(DType.FLOAT64));
      probability = probability.mul(rate).div(x + 1);
    }
    return count;
  }

  private static Tensor many(Generator generator, Shape drawn, Tensor rate) {
    Tensor b = rate.sqrt().mul(2.53).add(0.931);
    Tensor a = b.mul(0.02483).sub(0.059);
    Tensor inverseAlpha = b.sub(3.4).reciprocal().mul(1.1328).add(1.1239);
    Tensor logRate = rate.log();
    Tensor count = Tensor.fullLike(rate, -1);
    for (int round = 0; round < ROUNDS; round++) {
      if (round > 1 && Parameters.areKnownToHold(count.ge(0))) {
        Parameters.skip(generator, drawn, 2 * (ROUNDS - round));
        break;
      }
      Tensor u = Parameters.uniform(generator, drawn, rate).sub(0.5);
      Tensor v = Parameters.uniform(generator, drawn, rate);
      Tensor us = u.abs().neg().add(0.5);
      Tensor x = a.mul(2).div(us).add(b).mul(u).add(rate).add(0.43).floor();
      Tensor bound = v.mul(inverseAlpha).div(a.div(us.square()).add(b)).log();
      Tensor logProb = x.mul(logRate).sub(rate).sub(x.clampMin(0).add(1).lgamma());
      Tensor accepted = x.ge(0).and(bound.le(logProb));
      count = count.lt(0).and(accepted).where(x, count);
    }
    return count.lt(0).where(rate.floor(), count);
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor logarithm = value.mul(rate.log()).sub(rate).sub(value.add(1).lgamma());
    return value.ge(0).where(logarithm, Double.NEGATIVE_INFINITY);
  }

  /**
   * It has no closed form.
   *
   * @throws OptionException always
   */
  @Override
  public Tensor entropy() {
    throw Parameters.noEntropy(this);
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Poisson other)) {
      return Divergences.between(this, q);
    }
    return rate.mul(rate.log().sub(other.rate.log())).sub(rate.sub(other.rate));
  }
}
