package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * Distribution of the number of successes in {@code totalCount} trials, of the dtype of its
 * parameters. PyTorch equivalent: {@code torch.distributions.Binomial}.
 *
 * @param totalCount n, whole numbers of 0 or more
 * @param logits {@code ln(p / (1 - p))} of the probability p of a success
 */
public record Binomial(Tensor totalCount, Tensor logits) implements Distribution {
  /** Checks the parameters. */
  public Binomial {
    Parameters.require(
        "Binomial: totalCount",
        totalCount,
        x -> x.ge(0).and(x.eq(x.floor())),
        "whole numbers of 0 or more",
        null);
    Parameters.requireNumbers("Binomial: logits", logits);
  }

  /** Makes distributions of one number of trials. */
  public Binomial(long totalCount, Tensor logits) {
    this(Tensor.fullLike(logits, (double) totalCount), logits);
  }

  /** Returns the distributions with probabilities of a success, above 0 and below 1. */
  public static Binomial ofProbs(Tensor totalCount, Tensor probs) {
    Parameters.require(
        "Binomial: probs",
        probs,
        x -> x.gt(0).and(x.lt(1)),
        "numbers above 0 and below 1",
        "a network's output becomes such a number by sigmoid()");
    return new Binomial(totalCount, probs.logit());
  }

  /** Returns the probabilities of a success. */
  public Tensor probs() {
    return logits.sigmoid();
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Binomial", totalCount.shape(), logits.shape());
  }

  @Override
  public Tensor mean() {
    return totalCount.mul(probs());
  }

  @Override
  public Tensor variance() {
    return mean().mul(logits.neg().sigmoid());
  }

  /*
   * Many are drawn by Hoermann's BTRS ("The generation of binomial random variates", 1993), of the
   * rarer of the two outcomes.
   */
  @Override
  public Tensor sample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    Tensor trials = totalCount.detach().to(DType.FLOAT64);
    Tensor rare = logits.detach().to(DType.FLOAT64).abs().neg();
    Tensor isFew = trials.mul(rare.sigmoid()).lt(CountDraws.FEW);
    Tensor counts =
        CountDraws.draws(
            generator,
            drawn,
            isFew,
            () -> few(generator, drawn, isFew.where(trials, 1), rare),
            () -> many(generator, drawn, isFew.where(40, trials), isFew.where(0, rare)));
    Tensor successes = logits.gt(0).where(trials.sub(counts), counts);
    return successes.to(logits.dtype());
  }

  private static Tensor few(Generator generator, Shape drawn, Tensor trials, Tensor rare) {
    Tensor ratio = rare.exp();
    Tensor first = trials.mul(rare.neg().logSigmoid()).exp();
    Tensor counts =
        CountDraws.few(
            generator, drawn, first, (p, x) -> p.mul(ratio).mul(trials.sub(x)).div(x + 1));
    return counts.minimum(trials);
  }

  private static Tensor many(Generator generator, Shape drawn, Tensor trials, Tensor rare) {
    Tensor probs = rare.sigmoid();
    Tensor deviation = trials.mul(probs).mul(rare.neg().sigmoid()).sqrt();
    Tensor b = deviation.mul(2.53).add(1.15);
    Tensor a = b.mul(0.0248).sub(0.0873).add(probs.mul(0.01));
    Tensor height = b.reciprocal().mul(5.1).add(2.83).mul(deviation);
    Tensor mode = trials.add(1).mul(probs).floor();
    Binomial self = new Binomial(trials, rare);
    Tensor most = self.logProb(mode);
    return CountDraws.many(
        generator,
        drawn,
        new CountDraws.Hat(a, b, trials.mul(probs).add(0.5), height, mode),
        x -> self.logProb(x).sub(most));
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor isInside = value.ge(0).and(value.le(totalCount));
    Tensor x = isInside.where(value, 0);
    Tensor rest = totalCount.sub(x);
    Tensor orders = totalCount.add(1).lgamma().sub(x.add(1).lgamma()).sub(rest.add(1).lgamma());
    Tensor logarithm =
        orders.add(x.mul(logits.logSigmoid())).add(rest.mul(logits.neg().logSigmoid()));
    return isInside.where(logarithm, Double.NEGATIVE_INFINITY);
  }

  /**
   * Returns the entropies, sums over all numbers of successes; it reads {@code totalCount}, which a
   * function that is captured cannot.
   */
  @Override
  public Tensor entropy() {
    long[] dims = new long[batchShape().rank() + 1];
    Arrays.fill(dims, 1);
    dims[0] = 1 + (long) totalCount.detach().max().item();
    Tensor counts = Tensor.arange(dims[0]).to(logits.dtype()).to(logits.device()).reshape(dims);
    Tensor logarithms = logProb(counts);
    Tensor isImpossible = logarithms.eq(Double.NEGATIVE_INFINITY);
    return isImpossible.where(0, logarithms.exp().mul(logarithms)).sum(false, 0).neg();
  }

  /**
   * Returns the divergences: infinite where this has more trials than q.
   *
   * @throws dev.jacobian.shape.DataException if it has fewer, for which there is no closed form
   */
  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Binomial other)) {
      return Divergences.between(this, q);
    }
    Tensor more = totalCount.sub(other.totalCount);
    Parameters.require(
        "klDivergence: trials of a Binomial more than of q",
        more,
        x -> x.ge(0),
        "numbers of 0 or more",
        "estimate it: the mean of p.logProb(x) - q.logProb(x) over x = p.sample(n)");
    Tensor each = new Bernoulli(logits).klDivergence(new Bernoulli(other.logits));
    return more.gt(0).where(Double.POSITIVE_INFINITY, totalCount.mul(each));
  }
}
