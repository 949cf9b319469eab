package dev.jacobian.distribution;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The distribution of functions of what another gives, such as normal numbers that {@code tanh}
 * brings between -1 and 1. PyTorch equivalent: {@code torch.distributions.TransformedDistribution}.
 *
 * @param base gives what the first function is of
 * @param transforms the functions, one after the other
 */
public record TransformedDistribution(Reparameterized base, List<Transform> transforms)
    implements Reparameterized {

  /**
   * Draws and the logarithms of their densities.
   *
   * @param value the draws
   * @param logProb of the shape of {@link Distribution#logProb}
   */
  public record Draw(Tensor value, Tensor logProb) {}

  /** Copies the list. */
  public TransformedDistribution {
    transforms = List.copyOf(transforms);
  }

  /** Makes the distribution of one function or several. */
  public TransformedDistribution(Reparameterized base, Transform... transforms) {
    this(base, List.of(transforms));
  }

  @Override
  public Shape batchShape() {
    return base.batchShape();
  }

  @Override
  public Shape eventShape() {
    return base.eventShape();
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
    Tensor x = base.rsample(generator, shape);
    for (Transform transform : transforms) {
      x = transform.forward(x);
    }
    return x;
  }

  /**
   * Returns draws with a gradient and their densities, without undoing the functions: so a density
   * is finite where {@code tanh} has rounded to 1. PyTorch: {@code rsample} and {@code log_prob} of
   * the result, with {@code cache_size=1}.
   */
  public Draw draw(Generator generator, long... shape) {
    Tensor x = base.rsample(generator, shape);
    Tensor logProb = base.logProb(x);
    for (Transform transform : transforms) {
      logProb = logProb.sub(together(transform.logSlope(x)));
      x = transform.forward(x);
    }
    return new Draw(x, logProb);
  }

  /** {@link #draw(Generator, long...)} with the thread's default generator. */
  public Draw draw(long... shape) {
    return draw(Generator.threadDefault(), shape);
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor x = value;
    Tensor slopes = Tensor.zerosLike(together(value));
    for (int i = transforms.size() - 1; i >= 0; i--) {
      x = transforms.get(i).inverse(x);
      slopes = slopes.add(together(transforms.get(i).logSlope(x)));
    }
    Tensor logarithm = base.logProb(x);
    // The slope may be NaN where nothing can be.
    Tensor isImpossible = logarithm.eq(Double.NEGATIVE_INFINITY);
    return isImpossible.where(Double.NEGATIVE_INFINITY, logarithm.sub(slopes));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Tensor x = value;
    for (int i = transforms.size() - 1; i >= 0; i--) {
      x = transforms.get(i).inverse(x);
    }
    Tensor probability = base.cdf(x);
    for (Transform transform : transforms) {
      probability = transform.cumulated(probability);
    }
    return probability;
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Tensor left = probability;
    for (int i = transforms.size() - 1; i >= 0; i--) {
      left = transforms.get(i).cumulated(left);
    }
    Tensor x = base.icdf(left);
    for (Transform transform : transforms) {
      x = transform.forward(x);
    }
    return x;
  }

  /** Returns the sum over the axes of events. */
  private Tensor together(Tensor each) {
    int axes = eventShape().rank();
    return axes == 0 ? each : each.sum(false, IntStream.rangeClosed(-axes, -1).toArray());
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

  /**
   * Returns the divergence of the two distributions that are transformed.
   *
   * @throws OptionException if q has other functions
   */
  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof TransformedDistribution other) || !transforms.equals(other.transforms)) {
      return Divergences.between(this, q);
    }
    return base.klDivergence(other.base);
  }
}
