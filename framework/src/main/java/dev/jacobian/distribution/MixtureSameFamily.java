package dev.jacobian.distribution;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * A mixture: one of k distributions of a kind is chosen, and then what that one gives. PyTorch
 * equivalent: {@code torch.distributions.MixtureSameFamily}.
 *
 * @param mixing which one is chosen, of k classes and the batch's shape, or one for the whole batch
 * @param components the distributions, whose batch has k as its last axis
 */
public record MixtureSameFamily(Categorical mixing, Distribution components)
    implements Distribution {
  /** Checks the shapes. */
  public MixtureSameFamily {
    Shape batch = components.batchShape();
    Shape chosen = mixing.logits().shape();
    boolean fits = batch.rank() > 0 && batch.dim(-1) == chosen.dim(-1);
    if (!fits || (chosen.rank() > 1 && !chosen.equals(batch))) {
      throw new ShapeException(
          "MixtureSameFamily: mixing logits " + chosen + " for components " + batch,
          "logits of the components' batch, [..., k], or [k]");
    }
  }

  @Override
  public Shape batchShape() {
    long[] dims = components.batchShape().dims();
    return Shape.of(Arrays.copyOf(dims, dims.length - 1));
  }

  @Override
  public Shape eventShape() {
    return components.eventShape();
  }

  /** Returns the axis of the components in what has the batch's axes and then the event's. */
  private int axis() {
    return -1 - eventShape().rank();
  }

  /** Returns the probabilities, which broadcast with the components' means. */
  private Tensor probs() {
    Tensor probs = mixing.probs();
    for (int i = 0; i < eventShape().rank(); i++) {
      probs = probs.unsqueeze(-1);
    }
    return probs;
  }

  @Override
  public Tensor mean() {
    return probs().mul(components.mean()).sum(false, axis());
  }

  @Override
  public Tensor variance() {
    Tensor means = components.mean();
    Tensor apart = means.sub(mean().unsqueeze(axis())).square();
    return probs().mul(components.variance().add(apart)).sum(false, axis());
  }

  @Override
  public Tensor sample(Generator generator, long... shape) {
    Tensor all = components.sample(generator, shape);
    Shape chosen = Parameters.drawn(shape, batchShape());
    long[] whole = Parameters.drawn(batchShape().dims(), Shape.of(mixing.logits().size(-1))).dims();
    Categorical each = new Categorical(mixing.logits().expand(whole));
    Tensor index = each.sample(generator, shape).unsqueeze(-1);
    long[] dims = Parameters.drawn(chosen.dims(), Shape.of(1)).dims();
    for (int i = 0; i < eventShape().rank(); i++) {
      index = index.unsqueeze(-1);
    }
    Tensor everywhere = index.expand(Parameters.drawn(dims, eventShape()).dims());
    return all.gather(axis(), everywhere).squeeze(axis());
  }

  @Override
  public Tensor logProb(Tensor value) {
    Tensor each = components.logProb(value.unsqueeze(axis()));
    return each.add(mixing.logits()).logSumExp(-1, false);
  }

  @Override
  public Tensor cdf(Tensor value) {
    return mixing.probs().mul(components.cdf(value.unsqueeze(-1))).sum(false, -1);
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
