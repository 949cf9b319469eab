package dev.jacobian.distribution;

import dev.jacobian.tensor.Tensor;

/**
 * Distribution of k numbers above 0 whose sum is 1, mostly one of them near to 1, with a gradient
 * that draws of {@link Categorical} do not have. Source: Maddison, Mnih and Teh, and Jang, Gu and
 * Poole, ICLR 2017. PyTorch equivalent: {@code torch.distributions.RelaxedOneHotCategorical}.
 *
 * @param logarithm the distribution of the logarithms
 */
public record RelaxedOneHotCategorical(ExpRelaxedCategorical logarithm) implements Derived {
  /**
   * Makes the distribution.
   *
   * @param temperature a scalar above 0; the smaller, the nearer to 0 and 1
   * @param logits the logarithms of the probabilities of classes, {@code [..., k]}
   */
  public RelaxedOneHotCategorical(Tensor temperature, Tensor logits) {
    this(new ExpRelaxedCategorical(temperature, logits));
  }

  @Override
  public TransformedDistribution transformed() {
    return new TransformedDistribution(logarithm, new Transform.Exp());
  }
}
