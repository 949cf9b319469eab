package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Distribution of the number of successes before {@code totalCount} failures, {@code (1 - p)^n p^x}
 * times {@code Gamma(n + x) / (x! Gamma(n))}, of the dtype of its parameters. PyTorch equivalent:
 * {@code torch.distributions.NegativeBinomial}.
 *
 * @param totalCount n, above 0, not only whole numbers
 * @param logits {@code ln(p / (1 - p))} of the probability p of a success
 */
public record NegativeBinomial(Tensor totalCount, Tensor logits) implements Distribution {
  /** Checks the parameters. */
  public NegativeBinomial {
    Parameters.requirePositive("NegativeBinomial: totalCount", totalCount);
    Parameters.requireNumbers("NegativeBinomial: logits", logits);
  }

  /** Returns the distributions with probabilities of a success, above 0 and below 1. */
  public static NegativeBinomial ofProbs(Tensor totalCount, Tensor probs) {
    Parameters.require(
        "NegativeBinomial: probs",
        probs,
        x -> x.gt(0).and(x.lt(1)),
        "numbers above 0 and below 1",
        "a network's output becomes such a number by sigmoid()");
    return new NegativeBinomial(totalCount, probs.logit());
  }

  /** Returns the probabilities of a success. */
  public Tensor probs() {
    return logits.sigmoid();
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("NegativeBinomial", totalCount.shape(), logits.shape());
  }

  @Override
  public Tensor mean() {
    return totalCount.mul(logits.exp());
  }

  @Override
  public Tensor variance() {
    return mean().div(logits.neg().sigmoid());
  }

  /** Returns draws of {@link Poisson} whose rates are of a gamma distribution. */
  @Override
  public Tensor sample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    Tensor rate = GammaDraws.logarithms(generator, drawn, totalCount).add(logits.detach()).exp();
    return new Poisson(rate.clampMin(Parameters.TINY)).sample(generator);
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor failures = totalCount.mul(logits.neg().logSigmoid());
    Tensor successes = value.mul(logits.logSigmoid());
    Tensor orders =
        totalCount.add(value).lgamma().sub(value.add(1).lgamma()).sub(totalCount.lgamma());
    Tensor logarithm = failures.add(successes).add(orders);
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
    return Divergences.between(this, q);
  }
}
