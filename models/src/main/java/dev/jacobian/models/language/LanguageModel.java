package dev.jacobian.models.language;

import dev.jacobian.device.Device;
import dev.jacobian.tensor.Generator;
import java.util.List;

/** A model that tells the next token of a text, and so continues texts. */
public interface LanguageModel {
  /** Returns the number of tokens. */
  int vocabSize();

  /** Returns the longest sequence that it can see. */
  int maxLength();

  /** Returns where it computes. */
  Device device();

  /**
   * Begins to read sequences.
   *
   * @param sequences how many are read at once
   * @param capacity the most tokens of each
   * @param keepsState whether what has been read need not be read again
   */
  TokenReader reader(int sequences, int capacity, boolean keepsState);

  /**
   * Continues texts. What a text becomes does not depend on the others: each has random numbers of
   * its own place in the generator's sequence, and those of one length are computed together. Put
   * the model into evaluation mode first, so that nothing is dropped. Equivalent in transformers:
   * the method of that name.
   *
   * @param prompts ids of each text's tokens, at least one
   * @param generator of the choices by chance
   * @param listener hears of each token when it has been chosen
   * @return the prompts with their new tokens behind them, the stop token included
   * @throws dev.jacobian.shape.DataException if a prompt is empty, or an id is none of the tokens
   * @throws dev.jacobian.shape.ShapeException if a prompt and its new tokens are longer than the
   *     model can see
   * @throws dev.jacobian.shape.NumericException if the logits of a token are not numbers
   */
  default List<long[]> generate(
      List<long[]> prompts,
      GenerationOptions options,
      Generator generator,
      TokenListener listener) {
    return new Generation(this, options, listener).of(prompts, generator);
  }
}
