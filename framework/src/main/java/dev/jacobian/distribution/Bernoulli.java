package dev.jacobian.distribution;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Distribution of 1 and 0, of the dtype of its parameter. PyTorch equivalent: {@code
 * torch.distributions.Bernoulli}.
 *
 * @param logits {@code ln(p / (1 - p))} of the probability p of a 1
 */
public record Bernoulli(Tensor logits) implements Distribution {
  /** Checks the parameter. */
  public Bernoulli {
    Parameters.require("Bernoulli: logits", logits, x -> x.eq(x), "numbers", null);
  }

  /** Returns the distributions with probabilities of 1, from 0 to 1. */
  public static Bernoulli ofProbs(Tensor probs) {
    Parameters.require(
        "Bernoulli: probs",
        probs,
        x -> x.ge(0).and(x.le(1)),
        "numbers from 0 to 1",
        "a network's output becomes such a number by sigmoid()");
    return new Bernoulli(probs.logit());
  }

  /** Returns the probabilities of 1. */
  public Tensor probs() {
    return logits.sigmoid();
  }

  @Override
  public Shape batchShape() {
    return logits.shape();
  }

  @Override
  public Tensor mean() {
    return probs();
  }

  @Override
  public Tensor variance() {
    return probs().mul(logits.neg().sigmoid());
  }

  @Override
  public Tensor sample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    return Parameters.uniform(generator, drawn, logits).lt(probs().detach()).to(logits.dtype());
  }

  @Override
  public Tensor logProb(Tensor value) {
    return expected(value, logits);
  }

  /** Returns {@code t ln p + (1 - t) ln(1 - p)}, where what has no weight may be infinite. */
  private static Tensor expected(Tensor t, Tensor logits) {
    Tensor rest = t.neg().add(1);
    Tensor ones = t.eq(0).where(0, t.mul(logits.logSigmoid()));
    Tensor zeros = rest.eq(0).where(0, rest.mul(logits.neg().logSigmoid()));
    return ones.add(zeros);
  }

  @Override
  public Tensor entropy() {
    return expected(probs(), logits).neg();
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Bernoulli other)) {
      return Divergences.between(this, q);
    }
    Tensor probs = probs();
    return expected(probs, logits).sub(expected(probs, other.logits));
  }
}
