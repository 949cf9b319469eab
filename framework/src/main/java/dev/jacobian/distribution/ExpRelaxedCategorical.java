package dev.jacobian.distribution;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * Distribution of the {@code logSoftmax} of {@code (logits + g) / temperature} with g of the Gumbel
 * distribution, of which {@link RelaxedOneHotCategorical} gives the exponentials. PyTorch
 * equivalent: {@code torch.distributions.relaxed_categorical.ExpRelaxedCategorical}.
 *
 * @param temperature a scalar above 0; the smaller, the nearer is the largest to 0
 * @param logits the logarithms of the probabilities of classes, {@code [..., k]}, up to a constant
 */
public record ExpRelaxedCategorical(Tensor temperature, Tensor logits) implements Reparameterized {
  /** Checks the parameters. */
  public ExpRelaxedCategorical {
    Parameters.requirePositive("RelaxedOneHotCategorical: temperature", temperature);
    if (temperature.shape().rank() != 0) {
      throw new ShapeException(
          "RelaxedOneHotCategorical: the temperature's shape is " + temperature.shape(),
          "a scalar");
    }
    logits = new Categorical(logits).logits();
  }

  @Override
  public Shape batchShape() {
    return Shape.of(Arrays.copyOf(logits.shape().dims(), logits.shape().rank() - 1));
  }

  @Override
  public Shape eventShape() {
    return Shape.of(logits.size(-1));
  }

  /**
   * It has no closed form.
   *
   * @throws OptionException always
   */
  @Override
  public Tensor mean() {
    throw Parameters.noMoments(this);
  }

  /**
   * It has no closed form.
   *
   * @throws OptionException always
   */
  @Override
  public Tensor variance() {
    throw Parameters.noMoments(this);
  }

  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Shape drawn = Parameters.drawn(shape, logits.shape());
    return Parameters.gumbel(generator, drawn, logits).add(logits).div(temperature).logSoftmax(-1);
  }

  @Override
  public Tensor logProb(Tensor value) {
    long classes = logits.size(-1);
    Tensor scale = temperature.log().mul(classes - 1.0);
    Tensor scores = logits.sub(value.mul(temperature)).logSoftmax(-1).sum(false, -1);
    return scores.add(scale).add(Tensor.fullLike(temperature, (double) classes).lgamma());
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
