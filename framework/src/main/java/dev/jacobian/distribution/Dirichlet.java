package dev.jacobian.distribution;

import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * Dirichlet distribution of probabilities of k classes, with a density proportional to the product
 * of {@code x[i]^(a[i] - 1)}. PyTorch equivalent: {@code torch.distributions.Dirichlet}.
 *
 * @param concentration a, {@code [..., k]}, above 0
 */
public record Dirichlet(Tensor concentration) implements Reparameterized {
  /** Checks the parameter. */
  public Dirichlet {
    if (concentration.shape().rank() == 0 || concentration.size(-1) == 0) {
      throw new ShapeException(
          "Dirichlet: the shape is " + concentration.shape(), "[..., k], with a class or more");
    }
    Parameters.requirePositive("Dirichlet: concentration", concentration);
  }

  @Override
  public Shape batchShape() {
    return Shape.of(Arrays.copyOf(concentration.shape().dims(), concentration.shape().rank() - 1));
  }

  @Override
  public Shape eventShape() {
    return Shape.of(concentration.size(-1));
  }

  private Tensor total() {
    return concentration.sum(true, -1);
  }

  @Override
  public Tensor mean() {
    return concentration.div(total());
  }

  @Override
  public Tensor variance() {
    Tensor mean = mean();
    return mean.mul(mean.neg().add(1)).div(total().add(1));
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, concentration.shape());
    Tensor logarithms = GammaDraws.logarithms(generator, drawn, concentration);
    return PathwiseDraws.dirichlet(concentration.expand(drawn.dims()), logarithms);
  }

  @Override
  public Tensor logProb(Tensor value) {
    return Parameters.timesLog(concentration.sub(1), value).sum(false, -1).sub(logNorm());
  }

  /** Returns the logarithm of what the product is divided by. */
  private Tensor logNorm() {
    return concentration.lgamma().sum(false, -1).sub(concentration.sum(false, -1).lgamma());
  }

  /** Returns {@code E[ln x]}. */
  private Tensor meanLog() {
    return concentration.digamma().sub(total().digamma());
  }

  @Override
  public Tensor entropy() {
    return logNorm().sub(concentration.sub(1).mul(meanLog()).sum(false, -1));
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Dirichlet other)) {
      return Divergences.between(this, q);
    }
    Tensor apart = concentration.sub(other.concentration).mul(meanLog()).sum(false, -1);
    return other.logNorm().sub(logNorm()).add(apart);
  }
}
