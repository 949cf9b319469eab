package dev.jacobian.distribution;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * Distribution over the classes {@code 0, ..., k - 1}, whose draws are int64. The last axis of the
 * parameter is that of classes. PyTorch equivalent: {@code torch.distributions.Categorical}.
 *
 * @param logits the logarithms of the probabilities, {@code [..., k]}, up to a constant: given
 *     others, their {@code logSoftmax} is kept
 */
public record Categorical(Tensor logits) implements Distribution {
  /** Checks the parameter and normalises it. */
  public Categorical {
    if (logits.shape().rank() == 0 || logits.size(-1) == 0) {
      throw new ShapeException(
          "Categorical: the shape is " + logits.shape(), "[..., k], with a class or more");
    }
    Parameters.requireNumbers("Categorical: the largest of the logits", logits.max(true, -1));
    logits = logits.logSoftmax(-1);
  }

  /** Returns the distributions with probabilities, or weights of any sum, of 0 or more. */
  public static Categorical ofProbs(Tensor probs) {
    String fix = "a network's output becomes such numbers by softmax(-1)";
    Parameters.require("Categorical: probs", probs, x -> x.ge(0), "numbers of 0 or more", fix);
    return new Categorical(probs.log());
  }

  /** Returns the probabilities, {@code [..., k]}. */
  public Tensor probs() {
    return logits.exp();
  }

  @Override
  public Shape batchShape() {
    return Shape.of(Arrays.copyOf(logits.shape().dims(), logits.shape().rank() - 1));
  }

  /**
   * Numbers of classes have no mean.
   *
   * @throws OptionException always
   */
  @Override
  public Tensor mean() {
    throw noMoments();
  }

  /**
   * Numbers of classes have no variance.
   *
   * @throws OptionException always
   */
  @Override
  public Tensor variance() {
    throw noMoments();
  }

  private static OptionException noMoments() {
    return new OptionException(
        "Categorical: a mean or variance of classes",
        "a distribution of numbers",
        "for the mean of what the classes stand for, probs().matmul(values)");
  }

  @Override
  public Tensor sample(Generator generator, long... shape) {
    Shape batch = batchShape();
    long draws = Shape.of(shape).size();
    Tensor rows = probs().detach().reshape(batch.size(), logits.size(-1));
    Tensor drawn = rows.multinomial(generator, draws, true).t();
    return drawn.reshape(Parameters.drawn(shape, batch).dims());
  }

  @Override
  public Tensor logProb(Tensor value) {
    Shape drawn = Broadcasting.broadcast("Categorical", value.shape(), batchShape());
    Tensor places = value.expand(drawn.dims()).unsqueeze(-1);
    Tensor all = logits.expand(Parameters.drawn(drawn.dims(), Shape.of(logits.size(-1))).dims());
    return all.gather(-1, places).squeeze(-1);
  }

  @Override
  public Tensor entropy() {
    return expected(logits).neg();
  }

  /** Returns the mean of logarithms, of which an impossible class counts nothing. */
  private Tensor expected(Tensor logarithms) {
    Tensor probs = probs();
    return probs.eq(0).where(0, probs.mul(logarithms)).sum(false, -1);
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Categorical other)) {
      return Divergences.between(this, q);
    }
    return expected(logits).sub(expected(other.logits));
  }
}
