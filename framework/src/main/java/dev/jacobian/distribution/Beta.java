package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Beta distribution with density {@code x^(a - 1) (1 - x)^(b - 1) / B(a, b)} for x from 0 to 1.
 * PyTorch equivalent: {@code torch.distributions.Beta}.
 *
 * @param concentration1 a, above 0
 * @param concentration0 b, above 0
 */
public record Beta(Tensor concentration1, Tensor concentration0) implements Reparameterized {
  /** Checks the parameters. */
  public Beta {
    Parameters.requirePositive("Beta: concentration1", concentration1);
    Parameters.requirePositive("Beta: concentration0", concentration0);
  }

  @Override
  public Shape batchShape() {
    return Broadcasting.broadcast("Beta", concentration1.shape(), concentration0.shape());
  }

  private Tensor total() {
    return concentration1.add(concentration0);
  }

  @Override
  public Tensor mean() {
    return concentration1.div(total());
  }

  @Override
  public Tensor variance() {
    Tensor total = total();
    return concentration1.mul(concentration0).div(total.square().mul(total.add(1)));
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, batchShape());
    Tensor ones = GammaDraws.logarithms(generator, drawn, concentration1);
    Tensor zeros = GammaDraws.logarithms(generator, drawn, concentration0);
    return PathwiseDraws.beta(
        concentration1.expand(drawn.dims()), concentration0.expand(drawn.dims()), ones.sub(zeros));
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor ones = Parameters.timesLog(concentration1.sub(1), value);
    Tensor zeros = Parameters.timesLog(concentration0.sub(1), value.neg().add(1));
    Tensor logarithm = ones.add(zeros).sub(logNorm());
    return value.ge(0).and(value.le(1)).where(logarithm, Double.NEGATIVE_INFINITY);
  }

  /** Returns {@code ln B(a, b)}. */
  Tensor logNorm() {
    return concentration1.lgamma().add(concentration0.lgamma()).sub(total().lgamma());
  }

  /** Returns {@code E[ln x]}. */
  Tensor meanLog() {
    return concentration1.digamma().sub(total().digamma());
  }

  /** Returns {@code E[ln(1 - x)]}. */
  Tensor meanLogRest() {
    return concentration0.digamma().sub(total().digamma());
  }

  @Override
  public Tensor entropy() {
    Tensor ones = concentration1.sub(1).mul(meanLog());
    return logNorm().sub(ones).sub(concentration0.sub(1).mul(meanLogRest()));
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Beta other)) {
      return Divergences.between(this, q);
    }
    Tensor ones = concentration1.sub(other.concentration1).mul(meanLog());
    Tensor zeros = concentration0.sub(other.concentration0).mul(meanLogRest());
    return other.logNorm().sub(logNorm()).add(ones).add(zeros);
  }
}
