package dev.jacobian.distribution;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Distribution of the number of failures before the first success, {@code p (1 - p)^x}, of the
 * dtype of its parameter. PyTorch equivalent: {@code torch.distributions.Geometric}.
 *
 * @param logits {@code ln(p / (1 - p))} of the probability p of a success
 */
public record Geometric(Tensor logits) implements Distribution {
  /** Checks the parameter. */
  public Geometric {
    Parameters.require(
        "Geometric: logits", logits, x -> x.gt(Double.NEGATIVE_INFINITY), "numbers", null);
  }

  /** Returns the distributions with probabilities of a success, above 0 and up to 1. */
  public static Geometric ofProbs(Tensor probs) {
    Parameters.require(
        "Geometric: probs",
        probs,
        x -> x.gt(0).and(x.le(1)),
        "numbers above 0 and up to 1",
        "a network's output becomes such a number by sigmoid()");
    return new Geometric(probs.logit());
  }

  /** Returns the probabilities of a success. */
  public Tensor probs() {
    return logits.sigmoid();
  }

  /** Returns the logarithms of the probabilities of a failure. */
  private Tensor logFailure() {
    return logits.neg().logSigmoid();
  }

  @Override
  public Shape batchShape() {
    return logits.shape();
  }

  @Override
  public Tensor mean() {
    return logits.neg().exp();
  }

  @Override
  public Tensor variance() {
    return mean().div(probs());
  }

  @Override
  public Tensor sample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    // 1 - u is never 0.
    Tensor logarithm = Parameters.uniform(generator, drawn, logits).neg().log1p();
    return logarithm.div(logFailure().detach()).floor();
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor failures = value.eq(0).where(0, value.mul(logFailure()));
    return value.ge(0).where(failures.add(logits.logSigmoid()), Double.NEGATIVE_INFINITY);
  }

  @Override
  public Tensor entropy() {
    return new Bernoulli(logits).entropy().div(probs());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Geometric other)) {
      return Divergences.between(this, q);
    }
    return new Bernoulli(logits).klDivergence(new Bernoulli(other.logits)).div(probs());
  }
}
