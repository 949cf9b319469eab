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
    Tensor isFew = rates.lt(CountDraws.FEW);
    Tensor low = isFew.where(rates, 1);
    Tensor counts =
        CountDraws.draws(
            generator,
            drawn,
            isFew,
            () ->
                CountDraws.few(generator, drawn, low.neg().exp(), (p, x) -> p.mul(low).div(x + 1)),
            () -> many(generator, drawn, isFew.where(CountDraws.FEW, rates)));
    return counts.to(rate.dtype());
  }

  /** Returns draws by Hoermann's PTRS, 1993. */
  private static Tensor many(Generator generator, Shape drawn, Tensor rate) {
    Tensor b = rate.sqrt().mul(2.53).add(0.931);
    Tensor a = b.mul(0.02483).sub(0.059);
    Tensor height = b.sub(3.4).reciprocal().mul(1.1328).add(1.1239);
    CountDraws.Hat hat = new CountDraws.Hat(a, b, rate.add(0.43), height, rate.floor());
    return CountDraws.many(generator, drawn, hat, new Poisson(rate)::logProb);
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor logarithm = value.mul(rate.log()).sub(rate).sub(value.clampMin(0).add(1).lgamma());
    return value.ge(0).where(logarithm, Double.NEGATIVE_INFINITY);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Tensor probability = value.clampMin(0).floor().add(1).gammaincc(rate);
    return value.ge(0).where(probability, 0);
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
