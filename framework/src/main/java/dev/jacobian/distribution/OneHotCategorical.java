package dev.jacobian.distribution;

import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * {@link Categorical} whose draws are vectors with a 1 at the class and 0 elsewhere, of the dtype
 * of its parameter. PyTorch equivalent: {@code torch.distributions.OneHotCategorical}.
 *
 * @param classes the distribution of the classes
 */
public record OneHotCategorical(Categorical classes) implements Reparameterized {
  /**
   * Makes the distribution.
   *
   * @param logits the logarithms of the probabilities, {@code [..., k]}, up to a constant
   */
  public OneHotCategorical(Tensor logits) {
    this(new Categorical(logits));
  }

  /** Returns the distributions with probabilities, or weights of any sum, of 0 or more. */
  public static OneHotCategorical ofProbs(Tensor probs) {
    return new OneHotCategorical(Categorical.ofProbs(probs));
  }

  @Override
  public Shape batchShape() {
    return classes.batchShape();
  }

  @Override
  public Shape eventShape() {
    return Shape.of(classes.logits().size(-1));
  }

  /** Returns the probabilities. */
  @Override
  public Tensor mean() {
    return classes.probs();
  }

  @Override
  public Tensor variance() {
    Tensor probs = classes.probs();
    return probs.mul(probs.neg().add(1));
  }

  /**
   * Returns draws that have the gradient of the probabilities (straight through), which is biased.
   * Source: Bengio, Leonard and Courville, 2013. PyTorch equivalent: {@code
   * torch.distributions.OneHotCategoricalStraightThrough}.
   */
  @Override
  public Tensor rsample(Generator generator, long... shape) {
    Tensor probs = classes.probs();
    Tensor drawn = classes.sample(generator, shape).oneHot(probs.size(-1)).to(probs.dtype());
    return drawn.add(probs.sub(probs.detach()));
  }

  @Override
  public Tensor logProb(Tensor value) {
    return classes.logProb(value.argmax(-1));
  }

  @Override
  public Tensor entropy() {
    return classes.entropy();
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof OneHotCategorical other)) {
      return Divergences.between(this, q);
    }
    return classes.klDivergence(other.classes);
  }
}
