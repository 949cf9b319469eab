package dev.jacobian.models.language;

import dev.jacobian.tensor.Tensor;

/** Reads sequences of tokens from the front on, and tells what comes next. */
public interface TokenReader {
  /** Returns how many tokens of each sequence need not be read again. */
  int seen();

  /**
   * Reads on.
   *
   * @param ids {@code [n, t]}: the tokens from {@link #seen} on
   * @return the logits of the token behind the last, {@code [n, vocabSize]}
   */
  Tensor next(Tensor ids);
}
