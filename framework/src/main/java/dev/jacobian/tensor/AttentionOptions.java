package dev.jacobian.tensor;

import dev.jacobian.shape.OptionException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LinearAlgebra#scaledDotProductAttention(Tensor, Tensor, AttentionOptions)} may be
 * asked for.
 *
 * @param mask stretches to {@code [..., t, s]}: bool, true where a query sees a key, or numbers
 *     that are added to the scores; null for none
 * @param causal whether query i sees the keys up to i only
 * @param dropout the probability of a weight to become 0, in [0, 1); the others are divided by one
 *     less it
 * @param scale factor of the products; empty for {@code 1 / sqrt(e)}
 * @param generator of the choices of dropout; null for the thread's default
 */
public record AttentionOptions(
    @Nullable Tensor mask,
    boolean causal,
    double dropout,
    OptionalDouble scale,
    @Nullable Generator generator) {
  /** Checks the probability. */
  public AttentionOptions {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new OptionException(
          "scaledDotProductAttention: dropout " + dropout, "a number in [0, 1)");
    }
  }

  /** Returns PyTorch's defaults: no mask, not causal, no dropout. */
  public static AttentionOptions defaults() {
    return new AttentionOptions(null, false, 0, OptionalDouble.empty(), null);
  }

  /** Returns these options with a mask, or without one. */
  public AttentionOptions withMask(@Nullable Tensor value) {
    return new AttentionOptions(value, causal, dropout, scale, generator);
  }

  /** Returns these options with queries that see the keys up to their own place, or all. */
  public AttentionOptions withCausal(boolean value) {
    return new AttentionOptions(mask, value, dropout, scale, generator);
  }

  /** Returns these options with dropout that the thread's default generator draws. */
  public AttentionOptions withDropout(double value) {
    return new AttentionOptions(mask, causal, value, scale, null);
  }

  /** Returns these options with dropout. */
  public AttentionOptions withDropout(double value, Generator choices) {
    return new AttentionOptions(mask, causal, value, scale, choices);
  }

  /** Returns these options with another factor of the products. */
  public AttentionOptions withScale(double value) {
    return new AttentionOptions(mask, causal, dropout, OptionalDouble.of(value), generator);
  }
}
