package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Distribution of {@code (logits + l) / temperature} with l of the logistic distribution, whose
 * sigmoid is that of {@link RelaxedBernoulli}. PyTorch equivalent: {@code
 * torch.distributions.relaxed_bernoulli.LogitRelaxedBernoulli}.
 *
 * @param temperature above 0; the smaller, the larger the numbers
 * @param logits {@code ln(p / (1 - p))} of the probability p of a number above 0
 */
public record LogitRelaxedBernoulli(Tensor temperature, Tensor logits) implements Reparameterized {
  /** Checks the parameters. */
  public LogitRelaxedBernoulli {
    Parameters.requirePositive("RelaxedBernoulli: temperature", temperature);
    Parameters.requireNumbers("RelaxedBernoulli: logits", logits);
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("RelaxedBernoulli", temperature.shape(), logits.shape());
  }

  @Override
  public Tensor mean() {
    return logits.div(temperature);
  }

  @Override
  public Tensor variance() {
    Tensor each = temperature.reciprocal().square().mul(Math.PI * Math.PI / 3);
    return each.expand(batchShape().dims());
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    return icdf(Parameters.uniform(generator, drawn, logits).clampMin(Parameters.TINY));
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor z = logits.sub(value.mul(temperature));
    return temperature.log().add(z.logSigmoid()).add(z.neg().logSigmoid());
  }

  @Override
  public Tensor cdf(Tensor value) {
    return value.mul(temperature).sub(logits).sigmoid();
  }

  @Override
  public Tensor icdf(Tensor probability) {
    return probability.logit().add(logits).div(temperature);
  }

  @Override
  public Tensor entropy() {
    return temperature.log().neg().add(2).expand(batchShape().dims());
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    return Divergences.between(this, q);
  }
}
