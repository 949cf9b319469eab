package dev.jacobian.distribution;

import dev.jacobian.tensor.Tensor;

/**
 * Distribution of numbers from 0 to 1, most of them near to either, with a gradient that draws of
 * {@link Bernoulli} do not have. Source: Maddison, Mnih and Teh, and Jang, Gu and Poole, ICLR 2017.
 * PyTorch equivalent: {@code torch.distributions.RelaxedBernoulli}.
 *
 * @param logit the distribution of the numbers whose sigmoids these are
 */
public record RelaxedBernoulli(LogitRelaxedBernoulli logit) implements Derived {
  /**
   * Makes the distribution.
   *
   * @param temperature above 0; the smaller, the nearer to 0 and 1
   * @param logits {@code ln(p / (1 - p))} of the probability p of a number above 0.5
   */
  public RelaxedBernoulli(Tensor temperature, Tensor logits) {
    this(new LogitRelaxedBernoulli(temperature, logits));
  }

  @Override
  public TransformedDistribution transformed() {
    return new TransformedDistribution(logit, new Transform.Sigmoid());
  }
}
