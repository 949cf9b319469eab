package dev.jacobian.data.text;

/**
 * Turns text into numbers from 0 to below {@link #size}, and back. Safe for use by several threads.
 * The methods are named as those of Hugging Face's {@code tokenizers}.
 */
public interface Tokenizer {
  /** Returns the number of different tokens. */
  int size();

  /**
   * Returns the tokens of a text.
   *
   * @throws dev.jacobian.shape.DataException if there is no token for a part of it
   */
  long[] encode(String text);

  /**
   * Returns the text of tokens.
   *
   * @throws dev.jacobian.shape.DataException if one is outside {@code [0, size)}
   */
  String decode(long... tokens);
}
